ALTER TABLE public.users RENAME TO people;
ALTER TABLE public.people RENAME CONSTRAINT users_boss_fkey TO people_boss_fkey;
ALTER TABLE public.people RENAME CONSTRAINT users_mail_check TO people_mail_check;
ALTER TABLE public.people RENAME CONSTRAINT users_mail_key TO people_mail_key;
ALTER TABLE public.people RENAME CONSTRAINT users_pkey TO people_pkey;
ALTER INDEX public.users_kind_idx RENAME TO people_kind_idx;
ALTER SEQUENCE public.users_id_seq RENAME TO people_id_seq;
SET LOCAL check_function_bodies = off;
DROP POLICY own ON public.people;
CREATE OR REPLACE FUNCTION public.count_users()
 RETURNS bigint
 LANGUAGE sql
AS $function$SELECT count(*) FROM people$function$;
CREATE POLICY own ON public.people AS PERMISSIVE FOR ALL TO PUBLIC USING (((id > 0) AND (EXISTS ( SELECT
   FROM public.posts
  WHERE (posts.author = people.id)))));
