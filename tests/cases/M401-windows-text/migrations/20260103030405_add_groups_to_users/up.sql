SELECT 1;
SELCT 'grüße';
