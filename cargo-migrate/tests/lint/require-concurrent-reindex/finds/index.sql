REINDEX (VERBOSE) INDEX users_email_idx;
