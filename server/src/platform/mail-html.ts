const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign]!)

/**
 * The html twin of a letter's text: the same words, paragraphs at empty lines, addresses of pages as links that say
 * where they lead. Pure. Nothing in it is loaded from anywhere.
 */
export function mailHtml(title: string, text: string): string {
  const paragraphs = text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${linked(paragraph).replaceAll('\n', '<br>')}</p>`)
  return [
    '<!doctype html>',
    `<html lang="ru"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>`,
    '<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 40em">',
    ...paragraphs,
    '</body></html>',
  ].join('\n')
}

/** A full stop or a bracket after an address belongs to the sentence. */
const ADDRESS = /https?:\/\/[^\s<>"'»]*[^\s<>"'».,;:!?)]/g

function linked(text: string): string {
  const parts: string[] = []
  let end = 0
  for (const { index, 0: address } of text.matchAll(ADDRESS)) {
    const shown = escapeHtml(address)
    parts.push(escapeHtml(text.slice(end, index)), `<a href="${shown}">${shown}</a>`)
    end = index + address.length
  }
  return parts.join('') + escapeHtml(text.slice(end))
}
