DROP TABLE left_branches;
