ALTER TABLE public.t RENAME COLUMN email TO mail;
ALTER TABLE public.t RENAME CONSTRAINT t_email_date_key TO t_mail_date_key;
CREATE OR REPLACE VIEW public.w AS
 SELECT count(x.mail) AS n
   FROM ( SELECT t.mail
           FROM public.t) x;
