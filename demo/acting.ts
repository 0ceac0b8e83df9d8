import type { Temporal } from 'temporal-polyfill';
import type { Actor, Command } from '../packages/server/src/platform/command.ts';
import type { LoadContext } from './load-people.ts';

/** Use cases of the counters, used by people of the demo valley at the time they would have. */
export interface Acting {
  readonly cx: Command;
  readonly demo: LoadContext['demo'];
}

/** The command as somebody of the demo valley would have given it then. */
export function as({ cx, demo }: Acting, who: string, at: Temporal.Instant): Command {
  const person = demo.people.find((p) => p.username === who || p.id === who || p.key === who);
  if (!person) throw new Error(`nobody called ${who}`);
  const actor: Actor = {
    userId: person.id,
    name: person.name.zh,
    via: 'session',
    memberships: person.memberships,
  };
  return { ...cx, actor, now: at, audit: cx.audit, emit: cx.emit, enqueue: cx.enqueue };
}
