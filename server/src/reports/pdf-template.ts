/**
 * The page in Typst. The document comes as JSON through `sys.inputs`, so no text of a person is ever read as markup.
 * Sizes are those of ГОСТ Р 7.0.97-2016, as in docx-styles.ts: lines, rows and spaces are as high as in Word, so that the pages
 * found here may stand in Word's table of contents. A line is as Word measures it: ascender, descender and gap of the face
 * (1.149 em), and a fifth of it more in the text; spaces after and before paragraphs add up.
 */
export const PDF_TEMPLATE = `
#let d = json(bytes(sys.inputs.document))
#set document(title: d.name, author: d.author, date: if d.date == none { none } else { datetime(..d.date) })
#let line(share) = (top-edge: 0.891em + (share - 1) * 1.149em, bottom-edge: -0.258em)
#set text(font: "Tinos", size: 14pt, lang: "ru", region: "RU", fallback: false, hyphenate: false, ..line(1.2))
#set page(
  paper: "a4",
  margin: (left: d.margins.left * 1mm, right: d.margins.right * 1mm, top: d.margins.top * 1mm, bottom: d.margins.bottom * 1mm),
  header-ascent: 35%,
  header: context if counter(page).get().first() > 1 {
    set text(size: 12pt)
    align(center, counter(page).display())
  },
)
#set par(justify: true, leading: 0pt, spacing: 3pt, first-line-indent: (amount: 12.5mm, all: true))
#show heading: set text(size: 14pt)
#show heading.where(level: 1): set block(above: 15pt, below: 6pt)
#show heading.where(level: 2): set block(above: 13pt, below: 4pt)
#show heading.where(level: 2): it => { set text(style: "italic"); it }

#let run(r) = {
  let body = [#r.text]
  if r.at("bold", default: false) { body = strong(body) }
  if r.at("italic", default: false) { body = emph(body) }
  body
}
#let runs(all) = all.map(run).join()
#let flush(body) = { set par(first-line-indent: 0pt, justify: false); body }
#let centered(body) = align(center, flush(body))
#let aligned(name) = if name == "center" { center } else if name == "right" { right } else { left }

#let show-table(t) = {
  if t.caption != none {
    block(above: 13pt, below: 4pt, sticky: true, flush(text(size: 12pt, ..line(1))[#t.caption]))
  }
  if t.rows.len() == 0 { par[#t.empty] } else {
    set text(size: 10.5pt, ..line(1))
    set par(justify: false, first-line-indent: 0pt)
    let head = t.columns.map(c => table.cell(align: center + horizon, strong[#c.header]))
    let groups = t.groups.map(g => table.cell(colspan: g.span, align: center + horizon, strong[#g.header]))
    let body = t.rows.map(cells => if cells.len() == 1 {
      (table.cell(colspan: t.columns.len(), align: left, breakable: false, runs(cells.at(0))),)
    } else {
      cells.enumerate().map(((i, cell)) => table.cell(align: aligned(t.columns.at(i).align), breakable: false, runs(cell)))
    }).flatten()
    table(
      columns: t.columns.map(c => c.width * 1fr),
      stroke: 0.5pt,
      inset: (x: 4pt, y: 2.83pt),
      table.header(repeat: true, ..groups, ..head),
      ..body,
    )
    block(height: 14pt, above: 0pt, below: 0pt)
  }
}

#let show-block(b) = {
  if b.kind == "heading" { for own in b.paragraphs { heading(level: b.level, runs(own)) } }
  else if b.kind == "paragraph" {
    for own in b.paragraphs { if b.flush { block(above: 9pt, below: 6pt, flush(runs(own))) } else { par(runs(own)) } }
  }
  else if b.kind == "list" {
    // The first line like a paragraph's, the others at the margin: as orders are typed.
    for (i, item) in b.items.enumerate() {
      for (j, own) in item.enumerate() {
        par(if j > 0 { runs(own) } else if b.ordered [#(i + 1).~#runs(own)] else [–~#runs(own)])
      }
    }
  }
  else if b.kind == "table" { show-table(b) }
  else if b.kind == "chart" {
    set block(above: 11pt, below: 8pt)
    figure(
      gap: 2pt,
      image(b.file, width: 164mm, alt: b.alt),
      kind: "picture", supplement: none, numbering: none, outlined: false,
      caption: text(size: 12pt)[#b.caption],
    )
  }
  else if b.kind == "annex" {
    pagebreak(weak: true)
    for line in b.lines { align(right, flush[#line]) }
    align(center, flush(heading(level: 1)[#b.title]))
  }
  else if b.kind == "signature" {
    block(above: 33pt, below: 6pt, breakable: false, flush[#b.post #h(1fr) #b.name])
  }
  else if b.kind == "page-break" { pagebreak() }
}

#if d.mark != none { align(right, flush(strong[#d.mark])) }
#if d.organisation != none { block(below: 1.4em, width: 100%, centered(strong[#d.organisation])) }
#block(below: 1em, width: 100%, centered(strong[#d.kindWord]))
#if d.requisites != none { block(below: 1em, width: 100%, flush[#d.requisites.date #h(1fr) #d.requisites.number]) }
#if d.city != none { block(below: 1em, width: 100%, centered[#d.city]) }
#block(above: 1.2em, below: 1.6em, width: 100%, centered(strong[#d.title]))
#if d.contents {
  set par(first-line-indent: 0pt)
  block(below: 0pt, width: 100%, centered(strong[Содержание]))
  outline(title: none, depth: 2, indent: 6mm)
  pagebreak()
}
#if "pages" in sys.inputs [
  #context [#metadata(query(heading.where(outlined: true)).map(it => counter(page).at(it.location()).first())) <pages>]
]
#for b in d.blocks {
  if b.at("sticky", default: false) { block(sticky: true, width: 100%, show-block(b)) } else { show-block(b) }
}
`
