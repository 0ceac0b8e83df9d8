import { expect, it } from 'vitest';
import { decideEach } from './decide-each.ts';

it('answers one after another, goes on after a refusal and says which was refused', async () => {
  const events: string[] = [];
  const send = async (name: string) => {
    events.push(`${name} begins`);
    await Promise.resolve();
    if (name === 'second') throw new Error('taken');
    events.push(`${name} ends`);
  };
  const outcome = await decideEach(['first', 'second', 'third'], null, send);
  expect(events).toEqual(['first begins', 'first ends', 'second begins', 'third begins', 'third ends']);
  expect(outcome).toEqual({
    done: 2,
    approved: true,
    failed: [{ item: 'second', error: new Error('taken') }],
  });
  expect((await decideEach(['first'], '经费不够', send)).approved).toBe(false);
});
