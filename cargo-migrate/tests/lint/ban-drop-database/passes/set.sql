ALTER DATABASE reports SET timezone = 'UTC';
