ALTER TABLE public.people RENAME TO users;
ALTER TABLE public.users RENAME CONSTRAINT people_boss_fkey TO users_boss_fkey;
ALTER TABLE public.users RENAME CONSTRAINT people_mail_check TO users_mail_check;
ALTER TABLE public.users RENAME CONSTRAINT people_mail_key TO users_mail_key;
ALTER TABLE public.users RENAME CONSTRAINT people_pkey TO users_pkey;
ALTER INDEX public.people_kind_idx RENAME TO users_kind_idx;
ALTER SEQUENCE public.people_id_seq RENAME TO users_id_seq;
SET LOCAL check_function_bodies = off;
DROP POLICY own ON public.users;
CREATE OR REPLACE FUNCTION public.count_users()
 RETURNS bigint
 LANGUAGE sql
AS $function$SELECT count(*) FROM users$function$;
CREATE POLICY own ON public.users AS PERMISSIVE FOR ALL TO PUBLIC USING (((id > 0) AND (EXISTS ( SELECT
   FROM public.posts
  WHERE (posts.author = users.id)))));
