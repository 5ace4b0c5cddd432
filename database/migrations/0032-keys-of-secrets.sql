-- Secrets that the program must be able to read again are encrypted before they come here, by keys that are never here.

-- Rows from before this are encrypted at the next start, which then has the database check that none is left.
alter table credential add constraint totp_secret_is_encrypted
  check (totp_secret ~ '^encrypted\.[0-9a-f]{16}\.[A-Za-z0-9_-]{38,}$') not valid;
alter table identity_provider add constraint client_secret_is_encrypted
  check (client_secret ~ '^encrypted\.[0-9a-f]{16}\.[A-Za-z0-9_-]{38,}$') not valid;
comment on column credential.totp_secret is
  'Secret of the authenticator app, encrypted by the program for this row alone, with the key that it names.';
comment on column identity_provider.client_secret is
  'By what we show it that it is us, encrypted by the program for this row alone, with the key that it names.';

-- The keys that something here needs, so that who cannot sign in is told when one of them is lost.
create function keys_in_use() returns setof text
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select split_part(totp_secret, '.', 2) from credential where totp_secret is not null
  union
  select split_part(client_secret, '.', 2) from identity_provider;
end;
grant execute on function keys_in_use() to :"door";
