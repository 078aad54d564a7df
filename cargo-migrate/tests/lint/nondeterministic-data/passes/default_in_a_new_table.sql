CREATE TABLE plans (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), made_by text DEFAULT current_user);
