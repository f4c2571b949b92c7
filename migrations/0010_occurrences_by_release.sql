-- Whether a release was seen before a merge is asked for each occurrence, and an error may happen by the thousand.

create index dispatch_occurrence_release on dispatch_occurrence (issue_id, release, occurred_at) where release is not null;
