import { expect, test } from 'vitest';
import { placesNamed } from './names.ts';

const names = new Map([
  ['310107', '普陀区'],
  ['taopu-weilaidao', '桃浦未来岛'],
]);
const said = (text: string) => placesNamed(text, (code) => names.get(code) ?? code);

test('districts and parks are called by their names, and nothing else is touched', () => {
  expect(said('注册地（区）为310107')).toBe('注册地（区）为普陀区');
  expect(said('所在园区为taopu-weilaidao')).toBe('所在园区为桃浦未来岛');
  expect(said('park is taopu-weilaidao, not taopu-weilaidao-2')).toBe(
    'park is 桃浦未来岛, not taopu-weilaidao-2',
  );
  expect(said('证书 GR202431000777，1310107 元')).toBe('证书 GR202431000777，1310107 元');
});
