-- What is old is found and removed without reading what is young.

create index dispatch_signal_delivery on dispatch_signal (delivery_id) where delivery_id is not null;
create index dispatch_run_finished on dispatch_run (finished_at) where state = 'finished';
