ALTER INDEX events_kind_idx ATTACH PARTITION events_2026_kind_idx;
ALTER INDEX events_kind_idx ATTACH PARTITION events_2027_kind_idx;
