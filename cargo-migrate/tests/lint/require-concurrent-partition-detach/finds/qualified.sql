ALTER TABLE app.events
    DETACH PARTITION app.events_2020;
