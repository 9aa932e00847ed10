-- Other sources of an active number are looked for by what they are numbers of. There are few of them, and until the table
-- has statistics the planner may look through the whole of it for every active number: minutes after a country's import.
create index school_procedure_counts_alternatives on school_procedure_counts (school_id, procedure, school_year) where not is_active;
