-- What a person decided about sharing tells as much as what it opens; and who stands behind a line of the log.

-- Does the agency now acting give care under a duty of confidence?
create function acting_for_care() returns boolean language sql stable security definer set search_path = :"schema", pg_temp
  return coalesce((select k.care from request_context c join agency_kind k on k.code = c.agency_kind
                    where c.pid = pg_backend_pid() and c.xid = pg_current_xact_id_if_assigned()), false);

-- Care agencies read every decision but those about the supervised-use room, which are that room's and the person's
-- alone: even a "no" says that someone goes there. Support agencies read only what was decided towards them.
alter policy seen_by_the_person_and_their_carers on consent
  using (person_id = (select acting_person())
         or ('identity' = any ((select acting_categories())::text[])
             and not (select acting_for_enforcement())
             and ((select acting_for_care()) or reader_kind = (select acting_agency_kind()))
             and (category <> 'supervised-use' or (select acting_agency_kind()) = 'supervised-use')
             and exists (select from visible v
                          where v.agency_id = (select acting_agency()) and v.person_id = consent.person_id
                            and v.until > now() and 'own' = any (v.grants))));
alter policy recorded_with_the_person on consent
  with check ((person_id = (select acting_person()) and staff_id is null and agency_id is null)
              or (agency_id = (select acting_agency()) and staff_id = (select acting_staff())
                  and (select acting_may('consent:record'))
                  and not (select acting_for_enforcement())
                  and ((select acting_for_care()) or reader_kind = (select acting_agency_kind()))
                  and (category <> 'supervised-use' or (select acting_agency_kind()) = 'supervised-use')
                  and exists (select from visible v
                               where v.agency_id = (select acting_agency()) and v.person_id = consent.person_id
                                 and v.until > now() and 'own' = any (v.grants))));

-- User names of accounts, and the account of a user name: for the reader of the access log alone.
create function usernames_of(accounts uuid[]) returns table (account_id uuid, username text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select a.id, a.username from account a where a.id = any (accounts) and acting_may('access-log:read');
end;
create function account_named(the_username text) returns uuid
language sql stable security definer set search_path = :"schema", pg_temp
  return (select a.id from account a where a.username = the_username and acting_may('access-log:read'));

grant execute on function
  acting_for_care(), usernames_of(uuid[]), account_named(text)
  to :"app";
