-- Pairs for the identity clerk, and names left behind.

alter table identity_review drop column why, add column agreement text[] not null default '{}', add column weight numeric not null default 0;
comment on column identity_review.agreement is 'What agrees and what differs, as codes without the values.';
comment on column identity_review.weight    is 'How much that speaks for one person, when it was raised.';

-- Puts a pair before the identity clerk, unless it has been there.
create function raise_pair(the_person uuid, the_candidate uuid, also text[]) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into identity_review (person_id, candidate_id, agreement, weight)
  select p.id, the_candidate, pair.agreement, weight_of(pair.agreement)
    from person p
   cross join lateral (
     select agreement_with(the_candidate, null, p.family_name, p.given_names, p.known_as, p.born_on, p.sex,
              coalesce((select jsonb_object_agg(i.scheme, i.value) from identifier i
                         where i.person_id = p.id and i.ended_at is null and i.scheme in ('nhs', 'pnc', 'cro')
                           and not exists (select from unnest(also) code where starts_with(code, i.scheme || ':'))), '{}'))
            || also) pair (agreement)
   where p.id = the_person and the_person <> the_candidate
     and not exists (select from identity_review r where r.person_id = the_candidate and r.candidate_id = the_person)
  on conflict do nothing;
end;

-- Puts before the identity clerk, without a word to whoever asks, the closest of those whom they may not see to be alike: at
-- most five of the ten whose names read most alike, however many there are of one name and one birth date.
create function raise_identity_reviews(the_person uuid, the_family text, the_given text, the_called text, the_birth date, the_sex text,
                                       the_numbers jsonb)
returns void language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  near record;
begin
  for near in
    select alike.id, alike.agreement, alike.weight
      from (select c.id, whole.agreement, weight_of(whole.agreement) as weight
              from (select distinct found.id from alike_candidates(the_family, the_given, the_called, the_birth, the_numbers, 10) found (id)
                     where found.id <> the_person) c
             cross join lateral (select agreement_with(c.id, null, the_family, the_given, the_called, the_birth, the_sex,
                                                       the_numbers) offset 0) whole (agreement)
             where agreement_counts(whole.agreement)
             order by 3 desc, 1
             limit 5) alike
     cross join lateral (select agreement_with(alike.id, acting_agency(), the_family, the_given, the_called, the_birth, the_sex,
                                               the_numbers) offset 0) seen (agreement)
     where not agreement_counts(seen.agreement) or alike.weight > weight_of(seen.agreement)
  loop
    if the_birth is null then
      perform raise_pair(the_person, near.id,
                         array(select code from unnest(near.agreement) code where code ~ '^(nhs|pnc|prison|cro|client):'));
    else
      insert into identity_review (person_id, candidate_id, agreement, weight)
      select the_person, near.id, near.agreement, near.weight
       where not exists (select from identity_review r where r.person_id = near.id and r.candidate_id = the_person)
      on conflict do nothing;
    end if;
  end loop;
end $$;

-- A name that somebody has left behind and that is nobody's to read: to those who knew the person by it, it still finds them.
alter table alias add column kept_private boolean not null default false;
comment on column alias.kept_private is
  'A former name that is shown to nobody, as when a change of sex is recognised (proposed, after the Gender Recognition Act 2004 s22): it only finds.';
create policy shown_unless_kept_private on alias as restrictive for select to :"app" using (not kept_private);

-- Who someone is, and nothing else about them. Called by identity_pairs only.
create function identity_of(the_person uuid) returns jsonb
language sql stable security definer set search_path = :"schema", pg_temp
  return (select jsonb_build_object(
            'family_name', p.family_name, 'given_names', p.given_names, 'known_as', p.known_as, 'born_on', p.born_on,
            'sex', p.sex, 'died_on', p.died_on, 'registered_on', (p.registered_at at time zone 'Europe/London')::date,
            'numbers', (select coalesce(jsonb_agg(distinct jsonb_build_object('scheme', i.scheme, 'value', i.value)), '[]')
                          from identifier i where i.person_id = p.id and i.ended_at is null and i.scheme <> 'client'),
            'aliases', (select coalesce(jsonb_agg(distinct a.name), '[]') from alias a where a.person_id = p.id and not a.kept_private))
            from person p where p.id = the_person);

-- For the identity clerk alone: two records that may be one person's, side by side. All that are open, or one by its id.
create function identity_pairs(the_review uuid)
returns table (id uuid, agreement text[], weight numeric, state text, raised_at timestamptz, answered_at timestamptz, answered_by uuid,
               person_id uuid, candidate_id uuid, one jsonb, other jsonb)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select r.id, r.agreement, r.weight, r.state, r.raised_at, r.answered_at, r.answered_by, r.person_id, r.candidate_id,
         identity_of(r.person_id), identity_of(r.candidate_id)
    from identity_review r
   where acting_may('identity:review') and not array[r.person_id, r.candidate_id] && acting_barred()
     and case when the_review is null then r.state = 'open' else r.id = the_review end
   order by r.raised_at, r.id
   limit 100;
end;
grant execute on function identity_pairs(uuid) to :"app";
