import { expect } from 'vitest';
import * as ledger from '../../../../platform/ledger/index.ts';
import { ok } from '../../../../testing/answers.ts';
import type { Answer } from '../../../../testing/client.ts';
import type { TestServer } from '../../../../testing/serve.ts';
import { start } from '../../../../testing/start.ts';
import { addInstrument, type PersonName, type World } from '../../../../testing/world.ts';

/** What the people of a world do with vouchers over HTTP, and what the books say afterwards. */

/** So many hours after the start of the world's day. */
export const at = (hours: number) => start.add({ hours }).toString();

/** An instrument at 300 yuan an hour of use, whatever was booked. @returns its id */
export const addMetered = (world: World): Promise<string> =>
  addInstrument(world, {
    book: {
      time: {
        perHour: Object.fromEntries(
          ['own', 'member', 'enterprise', 'public'].map((t) => [
            t,
            { mode: 'graduated', steps: [{ upTo: null, unitPriceFen: 30_000 }] },
          ]),
        ) as never,
        basis: 'used',
      },
    },
  });

/** `now` is asked at every call: the tests of a file may go from one world to another. */
export function tillOf(now: () => { readonly server: TestServer; readonly world: World }) {
  const send = (method: string, path: string, who: PersonName, body?: object): Promise<Answer> => {
    const { server, world } = now();
    return server.send(method, path, { as: world.people[who], ...(body ? { body } : {}) });
  };
  const listed = (path: string, who: PersonName, query: Record<string, string>) => {
    const { server, world } = now();
    return ok(server.send('get', path, { as: world.people[who], query }));
  };
  const bookHours = (instrumentId: string, from: number, to: number, more: object) =>
    send('post', '/reservations', 'researcher', {
      instrumentId,
      startsAt: at(from),
      endsAt: at(to),
      ...more,
    });
  let invoices = 0;

  /** Booked by the hour from the start, used for `hours` and settled. @returns reservation and check-out */
  async function settle(instrumentId: string, booked: number, hours: number) {
    const { server } = now();
    const made = await ok(bookHours(instrumentId, 0, booked, { voucher: true }));
    await ok(send('post', `/reservations/${made.id}/check-in`, 'researcher', {}));
    server.clock.advance({ hours });
    const out = await ok(send('post', `/reservations/${made.id}/check-out`, 'researcher', {}));
    server.clock.set(start);
    return { made, out };
  }
  /** Used for an hour and settled, with an invoice over the sum. @returns the use and its charge */
  async function used(
    instrumentId: string,
    invoiceFen = 30_000,
  ): Promise<{ useId: string; chargeId: string }> {
    const { made, out } = await settle(instrumentId, 1, 1);
    const { items } = await listed('/voucher-uses', 'facility', { scope: 'provider' });
    const use = (items as { id: string; refId: string }[]).find((u) => u.refId === made.id);
    const number = `243120000000123456${78 + invoices++}`;
    await ok(
      send('put', `/voucher-uses/${use?.id}/papers`, 'facility', {
        invoice: { number, issuedOn: '2026-07-15', amountFen: invoiceFen },
      }),
    );
    return { useId: use?.id ?? '', chargeId: String(out.chargeId) };
  }

  return {
    send,
    listed,
    /** An hour for the researcher. */
    book: (instrumentId: string, from: number, more: object = {}) =>
      bookHours(instrumentId, from, from + 1, more),
    settle,
    used,
    claim: (useIds: string[]) =>
      send('post', '/voucher-batches', 'facility', {
        organisationId: now().world.organisations.owner,
        useIds,
      }),
    step: (batchId: unknown, who: PersonName, body: object) =>
      send('post', `/voucher-batches/${batchId}/decide`, who, body),
    /** The newest demand: the provider has nothing against it, somebody else than who asked decides. */
    async takenBack(amountFen: number): Promise<void> {
      const { items } = await ok(send('get', '/voucher-clawbacks', 'facility'));
      const [asked] = items as { id: string }[];
      await ok(send('post', `/voucher-clawbacks/${asked?.id}/answer`, 'facility', {}));
      await ok(
        send('post', `/voucher-clawbacks/${asked?.id}/decide`, 'admin', { amountFen, reason: '同意' }),
      );
    },
    async wallet(grantId: string) {
      return (await ok(send('get', `/voucher-grants/${grantId}`, 'pi'))).wallet as Record<string, number>;
    },
    async board(programmeId: string) {
      const { items } = await ok(send('get', '/voucher-programmes', 'officer'));
      return (items as { id: string; board: Record<string, number> }[]).find((p) => p.id === programmeId)
        ?.board;
    },
    /** Every balance of the valley recomputes from its entries. */
    async sound(): Promise<void> {
      const { server, world } = now();
      const faults = await server.test.db.read(world.scope, (tx) => ledger.verify(tx, world.scope));
      expect(faults).toEqual([]);
    },
  };
}
