import { createHash } from 'node:crypto';
import { openPacks } from '../../packages/server/src/platform/packs/load.ts';
import { districtsData, taxonomyData } from '../../packages/server/src/platform/packs/schemas.ts';

/**
 * Entries as a large valley would have them, always the same: titles from the taxonomy, bodies of about 130 Chinese
 * characters whose words follow Zipf's law, as words do. A few words stand in most bodies, most words in few.
 */
export interface CorpusEntry {
  readonly kind: string;
  readonly refId: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly model: string;
  readonly maker: string;
  readonly classCode: string | null;
  readonly district: string;
  readonly ownerId: string;
  readonly ownerZh: string;
  readonly ownerEn: string;
  readonly modes: readonly string[];
  readonly membersOnly: boolean;
  readonly keywords: readonly string[];
  readonly body: string;
  readonly weight: number;
}

/** mulberry32: small, fast and the same everywhere. */
export function randomFrom(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const frequent =
  '检测 分析 样品 测试 研究 服务 可以 用于 材料 细胞 药物 蛋白 定量 定性 成像 结构 表征 组织 培养 浓度 含量 ' +
  '预约 送样 委托 报告 数据 处理 方法 标准 校准 验证 操作 培训 收费 机时 配件 附件 参数 精度 范围 灵敏度 分辨率 ' +
  '重复性 稳定性 纯度 杂质 残留 代谢 小分子 大分子 多肽 抗体 核酸 基因 表达 测序 文库 单细胞 流式 分选 荧光 ' +
  '染色 切片 病理 动物 小鼠 大鼠 药代 毒理 安评 制剂 溶出 冻干 灭菌 无菌 包装 中试 放大 工艺 发酵 纯化 层析 ' +
  '超滤 皮肤 水分 弹性 色素 防晒 化妆品 功效 原料 敷料 植入 支架 导管 瓣膜 骨科 牙科 影像 超声 磁共振 导航 ' +
  '电生理 康复 步态 脑电 可穿戴 传感器 芯片 微流控 诊断 试剂 免疫 发光 质控 溯源 注册 备案 检验 临床 试验 伦理';

const common =
  '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经' +
  '十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全' +
  '表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象' +
  '员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据' +
  '处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车' +
  '例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音';

const makers = [
  'Waters',
  'Agilent',
  'Thermo Fisher',
  'Shimadzu',
  'SCIEX',
  'Bruker',
  'Zeiss',
  'Leica',
  'Nikon',
  'BD',
  'Beckman',
  '聚光科技',
  '华大智造',
  '联影',
  '迈瑞',
];
const families = [
  'Xevo',
  'QTRAP',
  'Orbitrap',
  'Avance',
  'LSM',
  'Stellaris',
  'Ti2',
  'FACSAria',
  'CytoFLEX',
  'DNBSEQ',
  'Triple Quad',
  'ACQUITY',
  'Vanquish',
  'Nexera',
];

function uuid(text: string): string {
  const h = createHash('sha256').update(text).digest('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-7${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`;
}

/** Words of falling frequency: the trade's own first, then 3,000 made of common characters. */
function vocabulary(random: () => number): string[] {
  const characters = [...common];
  const words = frequent.split(' ');
  const seen = new Set(words);
  while (words.length < 3200) {
    const length = random() < 0.75 ? 2 : 3;
    let word = '';
    for (let i = 0; i < length; i++) word += characters[Math.floor(random() * characters.length)] ?? '';
    if (!seen.has(word)) words.push(word);
    seen.add(word);
  }
  return words;
}

export function* corpus(size: number, seed = 4170): Generator<CorpusEntry> {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => {
    const item = list[Math.floor(random() * list.length)];
    if (item === undefined) throw new RangeError('empty list');
    return item;
  };
  const packs = openPacks();
  const leaves = (packs.at('taxonomy/instruments', '2026-07-15', taxonomyData)?.data.classes ?? []).filter(
    (c) => c.code.length === 6,
  );
  const districts = (packs.at('districts/shanghai', '2026-07-15', districtsData)?.data.districts ?? []).map(
    (d) => d.code,
  );
  const words = vocabulary(random);
  // Zipf–Mandelbrot: p(rank) ∝ 1/(rank + 10)
  const cumulative: number[] = [];
  let sum = 0;
  for (let i = 0; i < words.length; i++) {
    sum += 1 / (i + 10);
    cumulative.push(sum);
  }
  const word = () => {
    const x = random() * sum;
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) < x) low = middle + 1;
      else high = middle;
    }
    return words[low] ?? '';
  };
  const owners = Array.from({ length: 240 }, (_, i) => ({
    id: uuid(`owner ${i}`),
    zh: `${pick(['上海', '东方', '华东', '浦江', '申城', '合谷'])}${pick(words)}${pick(['生物', '医药', '器械', '检测', '大学', '医院', '研究院'])}${i}`,
    en: `Owner ${i}`,
    district: pick(districts),
  }));
  const modes = [
    ['self'],
    ['operator'],
    ['send-in'],
    ['self', 'operator'],
    ['operator', 'send-in'],
    ['self', 'operator', 'send-in'],
  ];
  for (let i = 0; i < size; i++) {
    const owner = pick(owners);
    const leaf = pick(leaves);
    const maker = pick(makers);
    const model = `${pick(families)} ${pick(['', 'TQ-', 'HF-', 'XR ', 'S'])}${Math.floor(random() * 9000) + 100}${pick(['', '', '+', 'X'])}`;
    const instrument = random() < 0.7;
    let body = '';
    while (body.length < 126) body += word() + (random() < 0.12 ? '，' : '');
    yield {
      kind: instrument ? 'instrument' : pick(['service', 'space', 'policy']),
      refId: uuid(`entry ${i}`),
      titleZh: instrument ? `${maker} ${leaf.zh}` : `${word()}${word()}${leaf.zh}`,
      titleEn: `${maker} ${leaf.en}`,
      model: instrument ? model : '',
      maker: instrument ? maker : '',
      classCode: instrument ? leaf.code : null,
      district: owner.district,
      ownerId: owner.id,
      ownerZh: owner.zh,
      ownerEn: owner.en,
      modes: instrument ? pick(modes) : [],
      membersOnly: random() < 0.1,
      keywords: random() < 0.3 ? [word(), word()] : [],
      body: `${body}。`,
      weight: Math.floor(random() ** 3 * 1000),
    };
  }
}

/**
 * Two-character searches: half as they occur in the texts (so the frequent ones come often), half spread evenly over
 * all pairs that occur, so that rare ones are there too.
 */
export function twoCharacterQueries(entries: readonly CorpusEntry[], count: number, seed = 7): string[] {
  const random = randomFrom(seed);
  const pairOf = (text: string): string | undefined => {
    const at = Math.floor(random() * (text.length - 1));
    const pair = text.slice(at, at + 2);
    return /^\p{sc=Han}{2}$/u.test(pair) ? pair : undefined;
  };
  const out: string[] = [];
  const distinct = new Set<string>();
  while (distinct.size < Math.min(20_000, entries.length * 3)) {
    const entry = entries[Math.floor(random() * entries.length)];
    const pair = entry && pairOf(random() < 0.2 ? entry.titleZh : entry.body);
    if (!pair) continue;
    if (out.length < count / 2) out.push(pair);
    distinct.add(pair);
    if (distinct.size > 8000) break;
  }
  const all = [...distinct];
  while (out.length < count) out.push(all[Math.floor(random() * all.length)] ?? '检测');
  return out;
}
