import type { Random } from '../random.ts';
import type { Text } from '../types.ts';

/** Names of invented firms: a brand of two characters and what the firm does. */

const first: readonly (readonly [string, string])[] = [
  ['芝', 'Zhi'],
  ['澜', 'Lan'],
  ['沐', 'Mu'],
  ['璟', 'Jing'],
  ['屿', 'Yu'],
  ['禾', 'He'],
  ['岚', 'Lan'],
  ['澄', 'Cheng'],
  ['牧', 'Mu'],
  ['砚', 'Yan'],
  ['朔', 'Shuo'],
  ['棠', 'Tang'],
  ['珩', 'Heng'],
  ['曜', 'Yao'],
  ['泠', 'Ling'],
  ['筠', 'Yun'],
  ['霁', 'Ji'],
  ['钧', 'Jun'],
  ['槿', 'Jin'],
  ['渝', 'Yu'],
  ['暄', 'Xuan'],
  ['笙', 'Sheng'],
  ['翊', 'Yi'],
  ['荻', 'Di'],
  ['崧', 'Song'],
  ['溯', 'Su'],
  ['玥', 'Yue'],
  ['苓', 'Ling'],
];
const second: readonly (readonly [string, string])[] = [
  ['衡', 'heng'],
  ['睿', 'rui'],
  ['恩', 'en'],
  ['迈', 'mai'],
  ['蓝', 'lan'],
  ['启', 'qi'],
  ['川', 'chuan'],
  ['序', 'xu'],
  ['越', 'yue'],
  ['合', 'he'],
  ['准', 'zhun'],
  ['微', 'wei'],
  ['辰', 'chen'],
  ['源', 'yuan'],
  ['达', 'da'],
  ['简', 'jian'],
  ['域', 'yu'],
  ['图', 'tu'],
  ['诺', 'nuo'],
  ['奕', 'yi'],
  ['舟', 'zhou'],
  ['林', 'lin'],
  ['格', 'ge'],
  ['维', 'wei'],
];

const trades: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'cell-gene': [
    ['细胞治疗技术', 'Cell Therapeutics'],
    ['基因科技', 'Gene Technology'],
  ],
  antibody: [
    ['生物制药', 'Biopharma'],
    ['抗体药物', 'Antibody Therapeutics'],
  ],
  'small-molecule': [
    ['医药科技', 'Pharma Technology'],
    ['药业', 'Pharmaceuticals'],
  ],
  implant: [
    ['医疗器械', 'Medical Devices'],
    ['介入医疗', 'Interventional Medical'],
  ],
  imaging: [
    ['影像科技', 'Imaging'],
    ['医疗机器人', 'Medical Robotics'],
  ],
  ivd: [
    ['诊断技术', 'Diagnostics'],
    ['生物检测', 'Bioassays'],
  ],
  'digital-health': [
    ['智能医疗科技', 'Smart Medical'],
    ['医疗软件', 'Medical Software'],
  ],
  'efficacy-skin': [
    ['化妆品', 'Cosmetics'],
    ['皮肤健康科技', 'Skin Health'],
  ],
  ingredient: [
    ['生物原料', 'Bio-Ingredients'],
    ['新材料科技', 'New Materials'],
  ],
  cro: [
    ['医药研发服务', 'Pharma Services'],
    ['检测技术服务', 'Testing Services'],
  ],
};

/** The n-th brand: every pair once before any comes again. */
export function firmName(n: number, track: string, chance: Random): Text {
  const pairs = first.length * second.length;
  // A step that shares no factor with the number of pairs walks through all of them
  const at = (n * 277 + 31) % pairs;
  const [a, b] = [first[at % first.length], second[Math.floor(at / first.length)]];
  const [zh, en] = chance.pick(trades[track] ?? [['健康科技', 'Health Technology']]);
  const round = n >= pairs ? `（${Math.floor(n / pairs) + 1}）` : '';
  return {
    zh: `上海${a?.[0]}${b?.[0]}${round}${zh}有限公司`,
    en: `Shanghai ${a?.[1]}${b?.[1]}${n >= pairs ? ` ${Math.floor(n / pairs) + 1}` : ''} ${en} Co., Ltd.`,
  };
}
