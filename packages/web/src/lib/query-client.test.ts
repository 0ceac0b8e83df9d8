import { MutationObserver, onlineManager } from '@tanstack/react-query';
import { afterEach, expect, test } from 'vitest';
import { makeQueryClient } from './query.ts';

afterEach(() => onlineManager.setOnline(true));

test('without a line a page hears that it failed, and what is pressed is not sent when the line comes back', async () => {
  onlineManager.setOnline(false);
  const client = makeQueryClient();
  let asked = 0;
  const fail = async () => {
    asked++;
    throw new Error('no line');
  };
  await expect(client.fetchQuery({ queryKey: ['x'], queryFn: fail, retry: false })).rejects.toThrow(
    'no line',
  );
  await expect(new MutationObserver(client, { mutationFn: fail }).mutate()).rejects.toThrow('no line');
  onlineManager.setOnline(true);
  await client.resumePausedMutations();
  expect(asked).toBe(2);
});
