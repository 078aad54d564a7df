DROP INDEX a_idx, b_idx;
