-- Lists of charges newest first, for one person and for the whole valley; what a project's statements ask for.
CREATE INDEX charges_time ON charges (valley_id, created_at, id);
CREATE INDEX charges_person ON charges (valley_id, user_id, created_at);
CREATE INDEX statements_project ON statements (valley_id, project_id);
