export interface Outcome<Item> {
  readonly done: number;
  readonly approved: boolean;
  readonly failed: readonly { readonly item: Item; readonly error: unknown }[];
}

/**
 * One after another: each answer may decide the next, when two ask for the same time. One that is refused stops none of the others.
 * @param reason null approves
 */
export async function decideEach<Item>(
  list: readonly Item[],
  reason: string | null,
  send: (item: Item) => Promise<unknown>,
): Promise<Outcome<Item>> {
  const failed: { item: Item; error: unknown }[] = [];
  for (const item of list) {
    try {
      await send(item);
    } catch (error) {
      failed.push({ item, error });
    }
  }
  return { done: list.length - failed.length, approved: reason === null, failed };
}
