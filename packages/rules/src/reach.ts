import { z } from 'zod';

/**
 * What has to come before what: how the items of a firm (products, titles) come to be what a clause asks for. Data of the
 * catalogue beside its fields, so that "one step away" is counted by the steps that there really are. It says nothing about
 * whether a clause is met, and no decision depends on it.
 */

const name = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/);
const codes = z.array(z.string().min(1)).min(1);
/** Items that are meant: each field has one of these codes, or is (not) set; a flag that nobody has set is not set. */
const which = z.record(name, z.union([codes, z.boolean()]));
export type Which = z.infer<typeof which>;

/** A code field along which an item moves (临床前 → Ⅰ期 → Ⅱ期): every code is a step of its own, and none leads back. */
const order = z.strictObject({
  in: name,
  field: name,
  which: which.optional(),
  codes: z.array(z.string().min(1)).min(2),
  /** Dates that are written on the day on which one of these codes is reached; none named: any of them. */
  days: z.record(name, z.array(z.string().min(1))).default({}),
  /** A code that is reached only once another field of the item has reached one (Ⅱ期 is completed after it was entered). */
  after: z.record(z.string(), z.strictObject({ field: name, code: z.string() })).default({}),
  /** May a firm start a new item of this kind at the first code? Otherwise only items it has move. */
  starts: z.boolean().default(false),
});
export type Order = z.infer<typeof order>;

/** A collection of titles, each granted for the first time once and granted again before it ends. */
const title = z.strictObject({
  in: name,
  /** Field that says which title, and field that says how it was granted. */
  kind: name,
  how: z.strictObject({ field: name, first: z.string(), again: z.string() }),
  /** Date fields of the grant and of its end. */
  on: name,
  until: name,
  /** Days before its end from which a title is granted again. */
  againWithinDays: z.int().min(0).max(3660),
  /** One of these has to be held first; the first named is the one that is granted today. */
  needs: z.record(z.string(), codes).default({}),
});
export type Title = z.infer<typeof title>;

/** A field of an item that can only still be changed while the item is not one of these. */
const closed = z.strictObject({ in: name, field: name, once: which });

/** A code of an item that the firm can choose anew (where a product is made). All other codes are what the item is. */
const free = z.strictObject({ in: name, field: name });

export const reach = z.strictObject({
  orders: z.array(order).default([]),
  titles: z.array(title).default([]),
  closed: z.array(closed).default([]),
  free: z.array(free).default([]),
});
export type Reach = z.infer<typeof reach>;

export const noReach: Reach = { orders: [], titles: [], closed: [], free: [] };

type Values = Readonly<Record<string, unknown>>;

export const isOf = (which: Which | undefined, values: Values): boolean =>
  Object.entries(which ?? {}).every(([field, wanted]) =>
    typeof wanted === 'boolean'
      ? (values[field] === true) === wanted
      : wanted.includes(String(values[field])),
  );

/** The orders along which an item of these values moves. */
export const ordersOf = (reach: Reach, collection: string, values: Values): Order[] =>
  reach.orders.filter((o) => o.in === collection && isOf(o.which, values));

export const isClosed = (reach: Reach, collection: string, field: string, values: Values): boolean =>
  reach.closed.some((c) => c.in === collection && c.field === field && isOf(c.once, values));
