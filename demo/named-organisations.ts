import type { OrganisationRow } from './organisation-row.ts';
import { districts } from './places.ts';
import type { Provenance, Text } from './types.ts';

const t = (zh: string, en: string): Text => ({ zh, en });

/** The name is public; whatever this valley says about it beyond the note is invented. */
const news = (zh: string, en: string): Provenance => ({
  source: 'news',
  note: t(
    `${zh}。名称见于公开报道，信用代码、联系方式、地址和业务数据为演示数据`,
    `${en}. The name is public; credit code, contacts, address and figures are demonstration data`,
  ),
});

/** The valley itself, and the parks, districts and the platform that the news names. */
export const namedOrganisations: readonly OrganisationRow[] = [
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
    ([district, at]): OrganisationRow => ({
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
];
