-- That a page about nobody was opened, or a form about nobody sent, stands in the access log too: every decision about access does.
alter table access_log drop constraint access_log_what_check;
alter table access_log add constraint access_log_what_check check (what in ('read', 'listed', 'searched', 'downloaded', 'changed',
  'signed-in', 'sign-in-failed', 'signed-out', 'way-in-changed', 'refused', 'visited'));
comment on column access_log.what is
  'Read a record, listed several, searched, taken out as a file, or changed; or of ways in: signed in, failed to, signed out, changed; or refused; or visited a page about nobody.';

-- Of oneself one writes what one looked at, changed and opened. Lines about ways in and refusals are written by triggers and functions alone.
alter policy written_as_oneself on access_log
  with check (account_id = (select acting_account()) and at = now() and (is_look_or_change(what) or what = 'visited'));
