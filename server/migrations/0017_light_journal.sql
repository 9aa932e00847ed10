-- The journal is written at every look at a school: what finds its rows by person and by subject costs the writer nothing.
-- A summary of each stretch of pages (made by autovacuum when the stretch is full) takes the place of trees whose leaves are
-- all over the disk; rows are found in the order of time, which is how the page reads them.
drop index accesses_actor, accesses_subject, changes_actor;
create index accesses_about on accesses using brin (actor text_bloom_ops, subject_id text_bloom_ops)
  with (pages_per_range = 32, autosummarize = on);
create index changes_about on changes using brin (actor text_bloom_ops) with (pages_per_range = 32, autosummarize = on);
