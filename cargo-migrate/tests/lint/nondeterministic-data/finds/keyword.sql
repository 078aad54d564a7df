UPDATE users SET confirmed_on = current_date, by = current_user WHERE confirmed_on IS NULL;
