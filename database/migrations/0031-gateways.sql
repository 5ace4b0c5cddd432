-- Sharing without consent on a ground in law: asked for by those who hold the record, approved by somebody else, for one
-- agency, some parts and a time. What enforcement may never see stays closed to it on every ground.

create policy seen_by_those_who_ask_answer_or_are_told on gateway for select to :"app"
  using ((person_id = (select acting_person()) and person_told and state in ('approved', 'ended'))
         or (select acting_may('gateway:answer'))
         or ((select acting_may('consent:record')) and (select acting_for_care())
             and exists (select from visible v
                          where v.agency_id = (select acting_agency()) and v.person_id = gateway.person_id
                            and v.until > now() and 'own' = any (v.grants))));
select bar_named_workers('gateway');
grant select on gateway to :"app";

-- Agencies something could be shared with: every one but one's own and the office.
create function agencies_to_share_with() returns table (agency_id uuid, name text, enforcement boolean)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select g.id, g.name, k.enforcement from agency g join agency_kind k on k.code = g.kind
   where acting_may('consent:record') and acting_for_care() and g.id <> acting_agency() and g.kind <> 'office';
end;

-- Asks for a gateway. Nothing is shared by asking.
create function ask_gateway(the_person uuid, the_agency uuid, the_categories text[], the_ground text, the_reason text, the_until timestamptz)
returns text language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('consent:record') or not acting_for_care() or not acting_holds(the_person, 'own')
     or not exists (select from agencies_to_share_with() a where a.agency_id = the_agency) then
    return 'not-there';
  end if;
  if the_categories && array['health', 'medication']
     and exists (select from agency g join agency_kind k on k.code = g.kind where g.id = the_agency and k.enforcement) then
    return 'never-to-enforcement';
  end if;
  if the_until <= now() then return 'has-passed'; end if;
  if the_until > now() + parameter_span('gateway-longest') then return 'too-long'; end if;
  insert into gateway (person_id, to_agency_id, categories, ground, reason, until)
  values (the_person, the_agency, the_categories, the_ground, the_reason, the_until);
  perform tell_the_office();
  return 'asked';
end $$;

-- Answers one: yes opens it at once. Nobody answers what they asked for.
create function answer_gateway(the_gateway uuid, the_yes boolean, the_answer text, the_person_told boolean) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  g gateway%rowtype;
begin
  if not acting_may('gateway:answer') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  select * into g from gateway where id = the_gateway and not person_id = any (acting_barred());
  if g.id is null then return 'not-there'; end if;
  if g.asked_by = acting_staff() then return 'own'; end if;
  perform from person where id = g.person_id for no key update;
  if the_yes and g.until <= now() then return 'has-passed'; end if;
  update gateway set state = case when the_yes then 'approved' else 'refused' end, answered_at = now(), answered_by = acting_staff(),
                     answer = the_answer, person_told = the_person_told
   where id = the_gateway and state = 'asked';
  if not found then return 'answered'; end if;
  perform pg_notify('changed', current_schema() || ':agency:' || g.agency_id);
  if the_yes then perform pg_notify('changed', current_schema() || ':agency:' || g.to_agency_id); end if;
  return 'done';
end $$;

-- Ends one before its time, at once: by those who hold the record or who approve.
create function end_gateway(the_gateway uuid, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  g gateway%rowtype;
begin
  select * into g from gateway where id = the_gateway and not person_id = any (acting_barred());
  if g.id is null
     or not (acting_may('gateway:answer')
             or (acting_may('consent:record') and acting_for_care() and acting_holds(g.person_id, 'own'))) then
    return 'not-there';
  end if;
  perform from person where id = g.person_id for no key update;
  update gateway set state = 'ended', ended_at = now(), ended_by = acting_staff(), end_reason = the_reason
   where id = the_gateway and state = 'approved';
  if not found then return 'answered'; end if;
  perform pg_notify('changed', current_schema() || ':agency:' || g.to_agency_id);
  return 'done';
end $$;

-- What whoever answers reads of them: whose record by initials, and everything that was said. Those to answer first.
create function gateways(the_gateway uuid default null)
returns table (id uuid, person_id uuid, initials text, to_agency text, to_kind text, categories text[], ground text, reason text,
               until timestamptz, state text, asked_at timestamptz, asked_by text, asked_for text, answered_at timestamptz,
               answered_by text, answer text, person_told boolean, ended_at timestamptz, end_reason text, own boolean)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select w.id, w.person_id, left(p.given_names, 1) || left(p.family_name, 1), t.name, t.kind, w.categories, w.ground, w.reason, w.until,
         w.state, w.asked_at, s.name, f.name, w.answered_at, r.name, w.answer, w.person_told, w.ended_at, w.end_reason,
         w.asked_by = acting_staff()
    from gateway w join person p on p.id = w.person_id join agency t on t.id = w.to_agency_id
    join agency f on f.id = w.agency_id join staff s on s.id = w.asked_by left join staff r on r.id = w.answered_by
   where acting_may('gateway:answer') and not w.person_id = any (acting_barred())
     and (the_gateway is null or w.id = the_gateway)
   order by w.state <> 'asked', w.asked_at desc
   limit 200;
end;

-- Until when parts of this record are shared with the agency now acting without consent, and on which ground: nothing of why.
create function shared_without_consent(the_person uuid)
returns table (ground text, categories text[], until timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select w.ground, w.categories, w.until
    from gateway w
   where w.person_id = the_person and w.to_agency_id = acting_agency() and w.state = 'approved' and w.until > now()
     and not the_person = any (acting_barred())
   order by w.until desc;
end;

grant execute on function
  agencies_to_share_with(), ask_gateway(uuid, uuid, text[], text, text, timestamptz), answer_gateway(uuid, boolean, text, boolean),
  end_gateway(uuid, text), gateways(uuid), shared_without_consent(uuid)
  to :"app";
