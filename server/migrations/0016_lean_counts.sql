-- A country's import writes hundreds of thousands of counts at once, and looking up every row's references took four fifths
-- of that. The region and the school are copies, of the import's and of the source school's, which keep their references.
alter table school_procedure_counts drop constraint school_procedure_counts_region_fk;
alter table school_procedure_counts drop constraint school_procedure_counts_school_fk;
-- Nothing reads it: how many pupils have each score is counted from the result files.
alter table school_procedure_counts drop column histogram;
