import type { Temporal } from 'temporal-polyfill';
import { makeCreditCode } from '../packages/server/src/platform/identity/credit-code.ts';
import { demoId } from './random.ts';
import type { DemoOrganisation, OrganisationKind, Place, Provenance, Text } from './types.ts';

const t = (zh: string, en: string): Text => ({ zh, en });

export const invented: Provenance = {
  source: 'demo',
  note: t(
    '演示数据：单位、人员、数字均为虚构',
    'Demonstration data: organisation, people and figures are invented',
  ),
};

/** The name is public; whatever this valley says about it beyond the note is invented. */
const news = (zh: string, en: string): Provenance => ({
  source: 'news',
  note: t(
    `${zh}。名称见于公开报道，信用代码、联系方式、地址和业务数据为演示数据`,
    `${en}. The name is public; credit code, contacts, address and figures are demonstration data`,
  ),
});

const districts = {
  jiading: { name: t('嘉定区', 'Jiading District'), code: '310114' },
  putuo: { name: t('普陀区', 'Putuo District'), code: '310107' },
  jingan: { name: t('静安区', "Jing'an District"), code: '310106' },
  pudong: { name: t('浦东新区', 'Pudong New Area'), code: '310115' },
  fengxian: { name: t('奉贤区', 'Fengxian District'), code: '310120' },
  yangpu: { name: t('杨浦区', 'Yangpu District'), code: '310110' },
  minhang: { name: t('闵行区', 'Minhang District'), code: '310112' },
} as const;
type DistrictKey = keyof typeof districts;

function place(district: DistrictKey, zh: string, en: string, lat: number, lng: number): Place {
  return {
    district: districts[district].name,
    address: t(`${zh}（演示地址）`, `${en} (demonstration address)`),
    lat,
    lng,
  };
}

/** Centres of the real areas; door numbers are invented. */
export const places = {
  xiegu: place(
    'jiading',
    '嘉定新城马东片区 械谷 8 号楼',
    'Building 8, Xiegu, Jiading New City',
    31.336,
    121.287,
  ),
  weilai: place('putuo', '桃浦智创城 未来岛 3 号楼', 'Building 3, Weilaidao, Taopu', 31.284, 121.355),
  tongji: place('putuo', '同济科技园 12 号楼', 'Building 12, Tongji Science Park', 31.277, 121.383),
  meichuang: place(
    'jingan',
    '大宁 美创静界 2 号楼',
    'Building 2, Meichuang Jingjie, Daning',
    31.281,
    121.456,
  ),
  yaogu: place('pudong', '张江 药谷 5 号楼', 'Building 5, Zhangjiang Pharma Valley', 31.207, 121.597),
  meigu: place('fengxian', '东方美谷 6 号楼', 'Building 6, Oriental Beauty Valley', 30.929, 121.472),
  campus: place(
    'yangpu',
    '合谷医科大学 科研楼',
    'Research Building, Hegu Medical University',
    31.298,
    121.513,
  ),
  donggu: place('jiading', '东谷路 100 号', '100 Donggu Road', 31.379, 121.253),
  guan: place('jingan', '谷安路 66 号', '66 Gu’an Road', 31.262, 121.449),
  minhang: place('minhang', '合川产业园 1 号楼', 'Building 1, Hechuan Industry Park', 31.107, 121.412),
} as const;
export type PlaceKey = keyof typeof places;

interface Row {
  readonly key: string;
  readonly kind: OrganisationKind;
  readonly name: Text;
  readonly short: Text;
  readonly tier: 'member' | 'enterprise' | 'public';
  readonly at: PlaceKey;
  readonly park?: string;
  readonly code: '91' | '12' | '11' | '52';
  readonly owner?: true;
  readonly provenance?: Provenance;
  readonly profile: Text;
}

const rows: readonly Row[] = [
  // The valley and what the news names
  {
    key: 'hegu',
    kind: 'institute',
    name: t('合谷产业谷运营中心（演示）', 'Hegu Valley Operations Centre (demonstration)'),
    short: t('合谷运营中心', 'Hegu Operations'),
    tier: 'member',
    at: 'weilai',
    park: 'weilai',
    code: '52',
    profile: t(
      '负责平台日常运营、单位入驻审核和结算。',
      'Runs the platform, admits organisations and settles accounts.',
    ),
  },
  {
    key: 'tongji',
    kind: 'institute',
    name: t(
      '同济科技园生命健康公共研发服务平台',
      'Tongji Science Park Public R&D Platform for Life and Health',
    ),
    short: t('同济生命健康平台', 'Tongji Life-Health Platform'),
    tier: 'member',
    at: 'tongji',
    code: '91',
    owner: true,
    provenance: news(
      '报道称平台有近 200 台（套）仪器，并设动物中心；这里的仪器清单、型号和价格为演示',
      'Reported to have nearly 200 instruments and an animal centre; the instruments, models and prices here are demonstration',
    ),
    profile: t(
      '面向园区和全市企业开放的生命健康研发服务平台，设质谱、色谱、成像、流式、基因组等中心和实验动物中心。',
      'R&D services for life and health, open to the park and the city: mass spectrometry, chromatography, imaging, cytometry, genomics and an animal centre.',
    ),
  },
  {
    key: 'xiegu',
    kind: 'park',
    name: t('嘉定 械谷', 'Jiading Xiegu (Device Valley)'),
    short: t('械谷', 'Xiegu'),
    tier: 'member',
    at: 'xiegu',
    code: '91',
    provenance: news('嘉定区医疗器械产业园区', 'Medical device park in Jiading'),
    profile: t('以医疗器械和医疗机器人为主的产业园区。', 'A park for medical devices and medical robots.'),
  },
  {
    key: 'weilai',
    kind: 'park',
    name: t('普陀 桃浦 未来岛', 'Putuo Taopu Weilaidao (Future Island)'),
    short: t('桃浦未来岛', 'Weilaidao'),
    tier: 'member',
    at: 'weilai',
    code: '91',
    provenance: news('普陀区生命健康产业载体', 'Life-health park in Putuo'),
    profile: t(
      '生命健康企业集聚的科技园区，设帮办服务站。',
      'A science park of life-health companies with a service station.',
    ),
  },
  {
    key: 'meichuang',
    kind: 'park',
    name: t('静安 大宁 美创静界', "Jing'an Daning Meichuang Jingjie"),
    short: t('美创静界', 'Meichuang Jingjie'),
    tier: 'member',
    at: 'meichuang',
    code: '91',
    provenance: news('静安区皮肤健康管理创新中心', "Skin-health innovation centre in Jing'an"),
    profile: t('皮肤健康与美妆创新载体。', 'A place for skin health and beauty innovation.'),
  },
  {
    key: 'yaogu',
    kind: 'park',
    name: t('张江 药谷', 'Zhangjiang Pharma Valley'),
    short: t('张江药谷', 'Zhangjiang'),
    tier: 'member',
    at: 'yaogu',
    code: '91',
    provenance: news('浦东新区生物医药产业园区', 'Biomedical park in Pudong'),
    profile: t('创新药研发企业集聚的园区。', 'A park of drug discovery companies.'),
  },
  {
    key: 'meigu',
    kind: 'park',
    name: t('奉贤 东方美谷', 'Fengxian Oriental Beauty Valley'),
    short: t('东方美谷', 'Oriental Beauty Valley'),
    tier: 'member',
    at: 'meigu',
    code: '91',
    provenance: news('奉贤区美丽健康产业园区', 'Beauty and health park in Fengxian'),
    profile: t('化妆品与大健康产业园区。', 'A park for cosmetics and health products.'),
  },
  ...(
    [
      ['jiading', 'xiegu'],
      ['putuo', 'weilai'],
      ['jingan', 'meichuang'],
      ['pudong', 'yaogu'],
      ['fengxian', 'meigu'],
    ] as const
  ).map(
    ([district, at]): Row => ({
      key: `district-${district}`,
      kind: 'district',
      name: t(
        `上海市${districts[district].name.zh}（产业主管部门，演示）`,
        `Shanghai ${districts[district].name.en} (industry authority, demonstration)`,
      ),
      short: districts[district].name,
      tier: 'public',
      at,
      code: '11',
      provenance: news('上海市辖区', 'A district of Shanghai'),
      profile: t(
        '生命健康产业政策、仪器共享评价与补贴审核。',
        'Industry policy, evaluation of sharing and review of subsidies.',
      ),
    }),
  ),
  // Owners
  {
    key: 'xiece',
    kind: 'institute',
    name: t('合谷医疗器械检测公共平台', 'Hegu Public Testing Platform for Medical Devices'),
    short: t('合谷械测', 'Hegu Device Testing'),
    tier: 'member',
    at: 'xiegu',
    park: 'xiegu',
    code: '12',
    owner: true,
    profile: t(
      '有源器械电磁兼容、电气安全，植入器械疲劳与尺寸测量。',
      'EMC and electrical safety of active devices, fatigue and metrology of implants.',
    ),
  },
  {
    key: 'taopu',
    kind: 'institute',
    name: t('未来岛生物制剂共享中试平台', 'Weilaidao Shared Pilot Plant for Biologics'),
    short: t('未来岛中试', 'Weilaidao Pilot'),
    tier: 'member',
    at: 'weilai',
    park: 'weilai',
    code: '91',
    owner: true,
    profile: t(
      '细胞培养、纳米制剂、冻干和喷雾干燥的共享中试线。',
      'Shared pilot lines for cell culture, nanomedicine, freeze and spray drying.',
    ),
  },
  {
    key: 'daning',
    kind: 'institute',
    name: t('大宁皮肤健康评价中心', 'Daning Skin Health Evaluation Centre'),
    short: t('大宁皮肤评价', 'Daning Skin'),
    tier: 'member',
    at: 'meichuang',
    park: 'meichuang',
    code: '52',
    owner: true,
    profile: t(
      '人体功效评价与皮肤无创检测，配恒温恒湿测试房。',
      'Human efficacy studies and non-invasive skin measurement in a climate room.',
    ),
  },
  {
    key: 'jianglin',
    kind: 'company',
    name: t('上海江霖药物分析技术有限公司', 'Shanghai Jianglin Drug Analysis Co., Ltd.'),
    short: t('江霖药析', 'Jianglin Analysis'),
    tier: 'member',
    at: 'yaogu',
    park: 'yaogu',
    code: '91',
    owner: true,
    profile: t(
      '大分子药物表征和制剂分析，部分机时对外开放。',
      'Characterisation of biologics and drug products; part of its machine time is open.',
    ),
  },
  {
    key: 'meiyan',
    kind: 'institute',
    name: t(
      '东方美谷化妆品研发共享实验室（演示）',
      'Oriental Beauty Valley Shared Cosmetics Laboratory (demonstration)',
    ),
    short: t('美谷共享实验室', 'Meigu Shared Lab'),
    tier: 'member',
    at: 'meigu',
    park: 'meigu',
    code: '52',
    owner: true,
    profile: t(
      '化妆品配方、理化、防晒和灌装打样。',
      'Cosmetic formulation, physical tests, sun protection and filling samples.',
    ),
  },
  {
    key: 'heyida',
    kind: 'university',
    name: t('合谷医科大学', 'Hegu Medical University'),
    short: t('合谷医大', 'Hegu Medical'),
    tier: 'member',
    at: 'campus',
    code: '12',
    owner: true,
    profile: t('分析测试中心仪器对校外开放。', 'Its analysis and testing centre serves outside users.'),
  },
  {
    key: 'donggu',
    kind: 'hospital',
    name: t('合谷医科大学附属东谷医院', 'Donggu Hospital of Hegu Medical University'),
    short: t('东谷医院', 'Donggu Hospital'),
    tier: 'member',
    at: 'donggu',
    code: '12',
    owner: true,
    profile: t(
      '中心实验室在不影响临床的时段对企业开放。',
      'Its central laboratory opens to companies when the clinic leaves time.',
    ),
  },
  {
    key: 'guan',
    kind: 'hospital',
    name: t('谷安肿瘤专科医院', "Gu'an Cancer Hospital"),
    short: t('谷安医院', "Gu'an Hospital"),
    tier: 'member',
    at: 'guan',
    code: '12',
    owner: true,
    profile: t(
      '临床试验样本检测实验室，承接 I 期生物样本分析。',
      'Clinical sample laboratory for phase I bioanalysis.',
    ),
  },
  {
    key: 'xibao',
    kind: 'institute',
    name: t('合谷细胞与基因技术研究院', 'Hegu Institute of Cell and Gene Technology'),
    short: t('合谷细胞院', 'Hegu Cell Institute'),
    tier: 'member',
    at: 'weilai',
    park: 'weilai',
    code: '12',
    owner: true,
    profile: t('细胞制备、质控与病毒载体工艺。', 'Cell manufacture, quality control and viral vectors.'),
  },
  {
    key: 'yangu',
    kind: 'company',
    name: t('上海衍谷制药技术有限公司', 'Shanghai Yangu Pharma Technology Co., Ltd.'),
    short: t('衍谷制药', 'Yangu Pharma'),
    tier: 'enterprise',
    at: 'minhang',
    code: '91',
    owner: true,
    profile: t(
      '固体制剂与无菌灌装中试，空余班次对外接单。',
      'Pilot plant for solids and aseptic filling; sells its free shifts.',
    ),
  },
  {
    key: 'juxie',
    kind: 'company',
    name: t('上海矩岸检测技术有限公司', "Shanghai Ju'an Testing Co., Ltd."),
    short: t('矩岸检测', "Ju'an Testing"),
    tier: 'enterprise',
    at: 'xiegu',
    park: 'xiegu',
    code: '91',
    owner: true,
    profile: t(
      '器械化学表征、灭菌残留和包装运输试验。',
      'Chemical characterisation, sterilant residues and transport tests for devices.',
    ),
  },
  // Customers
  ...(
    [
      [
        'zhilan',
        '上海芷澜生物医药科技有限公司',
        'Shanghai Zhilan Biopharma Co., Ltd.',
        '芷澜生物',
        'Zhilan Biopharma',
        'enterprise',
        'weilai',
        'weilai',
        '小分子抗肿瘤药研发，两个品种在临床前。',
        'Small-molecule oncology, two programmes before the clinic.',
      ],
      [
        'yuanhe',
        '上海沅禾医疗器械有限公司',
        'Shanghai Yuanhe Medical Device Co., Ltd.',
        '沅禾医疗',
        'Yuanhe Medical',
        'enterprise',
        'xiegu',
        'xiegu',
        '介入瓣膜和输送系统研发。',
        'Transcatheter valves and delivery systems.',
      ],
      [
        'mingzhu',
        '上海茗筑美妆科技有限公司',
        'Shanghai Mingzhu Beauty Technology Co., Ltd.',
        '茗筑美妆',
        'Mingzhu Beauty',
        'enterprise',
        'meichuang',
        'meichuang',
        '敏感肌护肤品研发。',
        'Skin care for sensitive skin.',
      ],
      [
        'qiheng',
        '上海栖珩细胞技术有限公司',
        'Shanghai Qiheng Cell Technology Co., Ltd.',
        '栖珩细胞',
        'Qiheng Cell',
        'member',
        'weilai',
        'weilai',
        '通用型 CAR-NK 细胞药物。',
        'Off-the-shelf CAR-NK cell therapy.',
      ],
      [
        'lanyu',
        '上海岚屿基因科技有限公司',
        'Shanghai Lanyu Genomics Co., Ltd.',
        '岚屿基因',
        'Lanyu Genomics',
        'enterprise',
        'yaogu',
        'yaogu',
        '肿瘤早筛测序试剂盒。',
        'Sequencing kits for early cancer detection.',
      ],
      [
        'fuchuan',
        '上海芾川制药有限公司',
        'Shanghai Fuchuan Pharmaceutical Co., Ltd.',
        '芾川制药',
        'Fuchuan Pharma',
        'enterprise',
        'yaogu',
        'yaogu',
        '复杂注射剂与吸入制剂。',
        'Complex injectables and inhalation.',
      ],
      [
        'bosui',
        '上海柏穗抗体药物有限公司',
        'Shanghai Bosui Antibody Co., Ltd.',
        '柏穗抗体',
        'Bosui Antibody',
        'member',
        'yaogu',
        'yaogu',
        '双特异性抗体与 ADC。',
        'Bispecific antibodies and ADCs.',
      ],
      [
        'zhouxin',
        '上海舟昕机器人有限公司',
        'Shanghai Zhouxin Robotics Co., Ltd.',
        '舟昕机器人',
        'Zhouxin Robotics',
        'enterprise',
        'xiegu',
        'xiegu',
        '骨科手术机器人。',
        'Orthopaedic surgical robots.',
      ],
      [
        'yunmian',
        '上海昀棉生物材料有限公司',
        'Shanghai Yunmian Biomaterials Co., Ltd.',
        '昀棉材料',
        'Yunmian Biomaterials',
        'enterprise',
        'xiegu',
        'xiegu',
        '可吸收植入材料与止血敷料。',
        'Absorbable implants and haemostats.',
      ],
      [
        'suqing',
        '上海溯青化妆品有限公司',
        'Shanghai Suqing Cosmetics Co., Ltd.',
        '溯青化妆品',
        'Suqing Cosmetics',
        'enterprise',
        'meigu',
        'meigu',
        '防晒与美白特证产品。',
        'Registered sun-care and whitening products.',
      ],
      [
        'hemu',
        '上海禾沐植萃科技有限公司',
        'Shanghai Hemu Botanicals Co., Ltd.',
        '禾沐植萃',
        'Hemu Botanicals',
        'enterprise',
        'meigu',
        'meigu',
        '植物原料提取与化妆品新原料备案。',
        'Botanical extracts and new cosmetic ingredients.',
      ],
      [
        'jingce',
        '上海璟测诊断技术有限公司',
        'Shanghai Jingce Diagnostics Co., Ltd.',
        '璟测诊断',
        'Jingce Diagnostics',
        'member',
        'xiegu',
        'xiegu',
        '化学发光与质谱诊断试剂。',
        'Chemiluminescence and mass-spectrometry diagnostics.',
      ],
      [
        'nuoheng',
        '上海诺蘅营养科技有限公司',
        'Shanghai Nuoheng Nutrition Co., Ltd.',
        '诺蘅营养',
        'Nuoheng Nutrition',
        'public',
        'minhang',
        undefined,
        '特殊医学用途配方食品。',
        'Foods for special medical purposes.',
      ],
      [
        'wanli',
        '上海莞砺纳米医药有限公司',
        'Shanghai Wanli Nanomedicine Co., Ltd.',
        '莞砺纳米',
        'Wanli Nanomedicine',
        'enterprise',
        'weilai',
        'weilai',
        'LNP 递送与 mRNA 疫苗。',
        'LNP delivery and mRNA vaccines.',
      ],
      [
        'qingke',
        '上海擎柯生物信息有限公司',
        'Shanghai Qingke Bioinformatics Co., Ltd.',
        '擎柯生信',
        'Qingke Bioinformatics',
        'public',
        'minhang',
        undefined,
        '单细胞与空间组学分析服务。',
        'Single-cell and spatial omics services.',
      ],
    ] as const
  ).map(
    ([key, zh, en, shortZh, shortEn, tier, at, park, profileZh, profileEn]): Row => ({
      key,
      kind: 'company',
      name: t(zh, en),
      short: t(shortZh, shortEn),
      tier,
      at,
      code: '91',
      profile: t(profileZh, profileEn),
      ...(park === undefined ? {} : { park }),
    }),
  ),
  {
    key: 'jiangwan',
    kind: 'hospital',
    name: t('合谷中西医结合医院', 'Hegu Hospital of Integrated Medicine'),
    short: t('合谷中西医', 'Hegu Integrated'),
    tier: 'member',
    at: 'guan',
    code: '12',
    profile: t(
      '皮肤科与中药制剂室开展院企合作。',
      'Dermatology and the herbal pharmacy work with companies.',
    ),
  },
  {
    key: 'ligong',
    kind: 'university',
    name: t('沪谷理工学院', 'Hugu Institute of Technology'),
    short: t('沪谷理工', 'Hugu Tech'),
    tier: 'member',
    at: 'minhang',
    code: '12',
    profile: t(
      '生物医学工程与药学两个学院参与共享。',
      'Its schools of biomedical engineering and pharmacy take part.',
    ),
  },
];

export const orgId = (key: string): string => demoId(`organisation/${key}`);

const districtOf = (at: PlaceKey): string => {
  const name = places[at].district.zh;
  const found = Object.values(districts).find((d) => d.name.zh === name);
  if (!found) throw new RangeError(`no district for ${at}`);
  return found.code;
};

export function makeOrganisations(today: Temporal.Instant): DemoOrganisation[] {
  return rows.map((row, i) => ({
    id: orgId(row.key),
    key: row.key,
    name: row.name,
    shortName: row.short,
    kind: row.kind,
    creditCode: makeCreditCode(`${row.code}${districtOf(row.at)}DEM0${String(i + 1).padStart(4, '0')}`),
    tier: row.tier,
    parkId: row.park ? orgId(row.park) : null,
    place: places[row.at],
    ownsInstruments: row.owner ?? false,
    provenance: row.provenance ?? invented,
    // The founders first, then one every few days; all before the first reservation of the generated period.
    joinedAt: today.subtract({ hours: 24 * (560 - i * 11) }).add({ hours: 10 }),
    profile: row.profile,
  }));
}
