ALTER TABLE public.t RENAME COLUMN mail TO email;
ALTER TABLE public.t RENAME CONSTRAINT t_mail_date_key TO t_email_date_key;
CREATE OR REPLACE VIEW public.w AS
 SELECT count(x.email) AS n
   FROM ( SELECT t.email
           FROM public.t) x;
