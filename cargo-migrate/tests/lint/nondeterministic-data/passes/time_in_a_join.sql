UPDATE users u SET active = true FROM sessions s WHERE s.user_id = u.id AND s.expires_at > current_timestamp;
