ALTER INDEX products_lower_title_idx RENAME TO products_title_idx;
