-- What begins the time of a part of a record: everything by which an agency had to do with a person, those of community treatment among it.

create or replace function contacts_of(the_person uuid default null, the_agency uuid default null)
returns table (person_id uuid, agency_id uuid, last_contact date, still boolean)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select c.person_id, c.agency_id, coalesce(max(c.met), max(c.noted)), bool_or(c.still)
    from (select e.person_id, e.agency_id, greatest(e.started_on, e.ended_on) as met, null::date as noted, e.ended_on is null as still from episode e
          union all select h.person_id, a.agency_id, greatest(h.offered_at, h.closed_at)::date, null, h.state in ('offered', 'accepted')
                      from handover h cross join lateral (values (h.from_agency_id), (h.to_agency_id)) a (agency_id)
          union all select t.person_id, t.agency_id, coalesce(t.closed_at, t.made_at)::date, null, t.state = 'open' from task t
          union all select v.person_id, v.agency_id, greatest(v.happened_on, v.until_on), null, false from event v
          union all select m.person_id, m.agency_id, m.taken_on, null, false from measure m
          union all select n.person_id, n.agency_id, n.at::date, null, false from note n
          union all select d.person_id, d.agency_id, d.made_at::date, null, d.handover_id is null from handover_draft d
          union all select l.person_id, l.agency_id, null, greatest(l.at, l.ended_at)::date, false from alert l
          union all select i.person_id, i.agency_id, null, i.at::date, false from identifier i
          union all select s.person_id, s.agency_id, null, s.at::date, false from alias s
          union all select x.person_id, x.agency_id, null, x.at::date, false from death_decision x
          union all select r.person_id, r.agency_id, null, r.at::date, false from registration r
          union all select p.person_id, p.agency_id, coalesce(p.stopped_at, p.written_at)::date, null, p.state in ('signed', 'held') from prescription p
          union all select p.person_id, p.with_agency_id, coalesce(p.stopped_at, p.signed_at)::date, null, p.state in ('signed', 'held')
                      from prescription p where p.with_agency_id is not null
          union all select c.person_id, c.agency_id, c.due_on, null, false from collection c
          union all select o.person_id, o.agency_id, o.given_at::date, null, false from observed_dose o
          -- The day of community treatment. One that was booked and not kept is no contact; one to come is.
          union all select a.person_id, a.agency_id, london_day(a.starts_at), null, false from appointment a where a.state = 'attended'
          union all select a.person_id, a.agency_id, null, london_day(a.made_at), a.state in ('offered', 'booked') and a.ends_at > now() from appointment a
          union all select l.person_id, l.agency_id, null, london_day(coalesce(l.ended_at, l.started_at)), l.state = 'open' from ladder l
          union all select g.person_id, g.agency_id, null, coalesce(london_day(g.ended_at), g.agreed_on), false from contact_agreement g
          union all select f.person_id, f.agency_id, f.referred_on, null, false from referral f
          union all select k.person_id, k.agency_id, london_day(k.at), null, false from concern k
          union all select q.person_id, q.agency_id, london_day(q.at), null, false from told q
          union all select z.person_id, z.agency_id, z.done_on, null, false from assessment z
          union all select u.person_id, u.agency_id, london_day(u.at), null, false from risk u
          union all select b.person_id, b.agency_id, london_day(b.at), null, false from plan_goal b
          union all select b.person_id, b.agency_id, london_day(b.at), null, false from plan_step b
          union all select b.person_id, b.agency_id, b.held_on, null, false from plan_review b
                      where not b.void and not exists (select from plan_review n where n.corrects = b.id)
          union all select c.person_id, c.agency_id, london_day(c.happened_at), null, false from contact c where not c.void
          union all select j.person_id, j.agency_id, greatest(j.referred_on, j.offered_on, j.started_on, j.ended_on), null, false
                      from intervention j where not j.void
          union all select s.person_id, s.agency_id, s.on_day, null, false from supply s where s.withdrawn_at is null
          union all select d.person_id, d.agency_id, d.on_day, null, false from drug_test d
          union all select v.person_id, v.agency_id, v.on_day, null, false from virus_step v where v.withdrawn_at is null
          union all select l.person_id, l.agency_id, london_day(coalesce(l.sent_at, l.noted_at)), null, false from letter l
          union all select h.person_id, h.agency_id, h.held_on, null, false from check_up h where h.held_on is not null
          union all select j.person_id, a.agency_id, london_day(greatest(j.asked_at, j.answered_at, j.ended_at)), null, j.state in ('asked', 'agreed')
                      from joint_plan j cross join lateral (values (j.agency_id), (j.other_agency_id)) a (agency_id)
          union all select t.person_id, t.agency_id, london_day(coalesce(t.ended_at, t.sent_at, t.prepared_at)), null, t.ended_at is null
                      from transfer_out t
          union all select t.person_id, t.agency_id, london_day(coalesce(t.ended_at, t.taken_at, t.received_at)), null, t.state in ('received', 'taken-in')
                      from transfer_in t
          -- Weighing whether the clinic fits somebody, with them; and what they said of their family.
          union all select n.person_id, n.agency_id, london_day(greatest(n.at, n.since)), null,
                           n.state not in ('declined', 'not-suitable', 'refused-by-person', 'withdrawn', 'ended', 'died') from nomination n
          union all select n.person_id, n.from_agency_id, london_day(n.at), null, false from nomination n
          union all select x.person_id, x.agency_id, london_day(x.at), null, false from eligibility_answer x
          union all select f.person_id, f.agency_id, london_day(greatest(f.said_at, f.end_said_at)), null, false from family_agreement f
          union all select w.person_id, w.to_agency_id, null, w.until::date, w.state = 'approved' and w.until > now()
                      from gateway w where w.state in ('approved', 'ended')) c
   where c.person_id is not null and (the_person is null or c.person_id = the_person)
     and (the_agency is null or c.agency_id = the_agency)
   group by c.person_id, c.agency_id;
end;
