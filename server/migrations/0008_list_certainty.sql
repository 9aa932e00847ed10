-- How sure each verdict was, as the list showed it. It is advice beside the verdict and no part of it: lists made before have none.
alter table school_list_entries add column certainty jsonb;
-- The stated setting of a list: «в решающих процедурах не меньше N участников». It marks schools for the commission and changes no status.
alter table school_lists add column least_participants integer
  constraint school_lists_least_participants_positive check (least_participants > 0);
