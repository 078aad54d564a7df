ALTER INDEX products_title_idx RENAME TO products_lower_title_idx;
