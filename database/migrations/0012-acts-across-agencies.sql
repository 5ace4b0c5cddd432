-- The few acts that touch what the one who asks may not see. Each is a short definer function that checks who asks,
-- does one thing, and answers no more than they may know.

-- Of the people an agency of enforcement referred: sent, received or closed, and nothing more. When an answer is due is
-- what the sender itself asked for, so it is told while nobody has answered. Everyone not closed, however long ago they
-- were sent: the sender has them until then; and those closed in the last 14 days, counted from when it was recorded: the
-- time of an arrival would tell it from a no.
create function sent_referrals()
returns table (handover_id uuid, person_id uuid, from_episode_id uuid, to_service_id uuid, offered_at timestamptz,
               status text, due_at timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select h.id, h.person_id, h.from_episode_id, h.to_service_id, h.offered_at,
         case h.state when 'offered' then 'sent' when 'accepted' then 'received' else 'closed' end,
         case h.state when 'offered' then h.due_at end
    from handover h
   where h.from_service_id = any (acting_services()) and not h.person_id = any (acting_barred())
     and (h.state in ('offered', 'accepted') or h.closed_at > now() - interval '14 days');
end;

-- The sender takes back what has not arrived.
create function withdraw_handover(the_handover uuid, the_reason text) returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  perform from person where id = (select person_id from handover where id = the_handover) for no key update;
  update handover set state = 'withdrawn', ended_at = now(), end_reason = the_reason
   where id = the_handover and from_service_id = any (acting_services()) and not person_id = any (acting_barred()) and state in ('offered', 'accepted');
  return found;
end $$;

-- The teams to which a no comes back: the sending service's own; where the sender is police or probation, those of the
-- health-side liaison alone, since the referrer may not learn that a service said no. Nothing is referred while there is none.
create function teams_for_a_no(the_sender uuid) returns table (team_id uuid, team_name text, service_name text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select t.id, t.name, s.name
    from service f join agency a on a.id = f.agency_id join agency_kind k on k.code = a.kind
    join service s on case when k.enforcement then s.id <> f.id else s.id = f.id end
    join agency g on g.id = s.agency_id and (g.kind = 'liaison' or not k.enforcement)
    join team t on t.service_id = s.id
   where f.id = the_sender
   order by 3, 2;
end;

-- What follows at the sender's side when a handover has been answered: a task after a no, their episode's close after an
-- arrival. Only for those at either end, only as the handover's state says, and once.
create function hand_back(the_handover uuid) returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  h handover%rowtype;
  sent_from episode%rowtype;
  by_enforcement boolean;
begin
  select * into h from handover where id = the_handover and not person_id = any (acting_barred())
     and (to_service_id = any (acting_services()) or from_service_id = any (acting_services()));
  if not found then return false; end if;
  select * into sent_from from episode where id = h.from_episode_id for update;
  select k.enforcement into by_enforcement from agency a join agency_kind k on k.code = a.kind where a.id = h.from_agency_id;
  if h.state in ('declined', 'refused-by-person')
     and not exists (select from task where handover_id = h.id and kind = 'handover-returned') then
    if h.next_step_team_id is null then
      update handover set next_step_team_id =
             case when by_enforcement then coalesce((select team_id from teams_for_a_no(h.from_service_id) limit 1), h.team_id)
                  else sent_from.team_id end
       where id = h.id returning * into h;
    end if;
    insert into task (agency_id, team_id, person_id, handover_id, kind, title, due_at, made_by)
    select s.agency_id, t.id, h.person_id, h.id, 'handover-returned',
           case when k.enforcement then 'A referral was closed: agree with the person what happens next'
                when h.state = 'declined' then 'Referral declined: ' || left(h.next_step, 250)
                else 'Person said no to the referral: agree what happens next' end,
           coalesce(h.next_step_due_at, now() + parameter_span('settle-after-a-no')), acting_staff()
      from team t join service s on s.id = t.service_id
      join agency a on a.id = s.agency_id join agency_kind k on k.code = a.kind
     where t.id = h.next_step_team_id;
  elsif h.state = 'arrived' and h.after_arrival = 'close' and not by_enforcement and sent_from.ended_on is null
        and not exists (select from handover other where other.from_episode_id = h.from_episode_id
                                                     and other.state in ('offered', 'accepted')) then
    update episode set ending = 'handed-over', end_reason = (select 'Arrived at ' || name from service where id = h.to_service_id),
                       ended_on = greatest((h.arrived_at at time zone 'Europe/London')::date, started_on)
     where id = h.from_episode_id;
    insert into episode_stage (episode_id, what, stage, reason, staff_id)
    values (h.from_episode_id, 'ended', sent_from.stage, (select 'Arrived at ' || name from service where id = h.to_service_id), null);
  end if;
  return true;
end $$;

-- Is this member of staff at work now, in a post of this team, or in one of this agency? An absence, a departure, another
-- post or a disabled account gives their work to the team at once.
create function staff_at_work(the_staff uuid, the_team uuid, the_agency uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return the_staff is not null
     and exists (select from staff s where s.id = the_staff
                   and (s.left_on is null or s.left_on >= (now() at time zone 'Europe/London')::date))
     and exists (select from account a join post p on p.account_id = a.id
                  where a.staff_id = the_staff and a.disabled_at is null and (p.team_id = the_team or p.agency_id = the_agency)
                    and (p.ended_on is null or p.ended_on >= (now() at time zone 'Europe/London')::date))
     and not exists (select from absence b where b.staff_id = the_staff
                       and (now() at time zone 'Europe/London')::date between b.from_on and b.to_on);

-- Does somebody named for work of this team do it now? And does a team's lead, in whatever post of its agency, hear of silence?
create function staff_available(the_staff uuid, the_team uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return staff_at_work(the_staff, the_team, null);
create function lead_available(the_team uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return coalesce((select staff_at_work(t.lead_staff_id, null, s.agency_id) from team t join service s on s.id = t.service_id
                    where t.id = the_team), false);

grant execute on function
  sent_referrals(), withdraw_handover(uuid, text), teams_for_a_no(uuid), hand_back(uuid), staff_available(uuid, uuid), lead_available(uuid)
  to :"app";
