import { invented, orgId } from './organisations.ts';
import { personId } from './people.ts';
import { type PlaceKey, places } from './places.ts';
import { demoId } from './random.ts';
import type { DemoFacility, Text } from './types.ts';

const t = (zh: string, en: string): Text => ({ zh, en });

interface Row {
  readonly key: string;
  readonly org: string;
  readonly name: Text;
  readonly short: Text;
  readonly at: PlaceKey;
  readonly room: string;
  readonly manager: string;
  readonly operators: readonly string[];
}

const rows = [
  {
    key: 'tj-ms',
    org: 'tongji',
    name: t('质谱中心', 'Mass Spectrometry Centre'),
    short: t('质谱中心', 'MS Centre'),
    at: 'tongji',
    room: '2F',
    manager: 'facility',
    operators: ['shi-wenbo'],
  },
  {
    key: 'tj-chrom',
    org: 'tongji',
    name: t('色谱分析室', 'Chromatography Laboratory'),
    short: t('色谱室', 'Chromatography'),
    at: 'tongji',
    room: 'E2',
    manager: 'facility',
    operators: ['shi-wenbo'],
  },
  {
    key: 'tj-spec',
    org: 'tongji',
    name: t('光谱与理化分析室', 'Spectroscopy and Physical Chemistry'),
    short: t('理化室', 'Spectroscopy'),
    at: 'tongji',
    room: '3F',
    manager: 'jiao-mingda',
    operators: ['shi-wenbo'],
  },
  {
    key: 'tj-nmr',
    org: 'tongji',
    name: t('核磁与结构分析室', 'NMR and Structure Analysis'),
    short: t('核磁室', 'NMR'),
    at: 'tongji',
    room: '1F',
    manager: 'jiao-mingda',
    operators: ['pang-shuo'],
  },
  {
    key: 'tj-micro',
    org: 'tongji',
    name: t('光学成像中心', 'Light Microscopy Centre'),
    short: t('成像中心', 'Imaging'),
    at: 'tongji',
    room: '4F',
    manager: 'qu-jingya',
    operators: ['pang-shuo'],
  },
  {
    key: 'tj-em',
    org: 'tongji',
    name: t('电子显微镜室', 'Electron Microscopy'),
    short: t('电镜室', 'EM'),
    at: 'tongji',
    room: 'B1',
    manager: 'qu-jingya',
    operators: ['pang-shuo'],
  },
  {
    key: 'tj-cell',
    org: 'tongji',
    name: t('流式与细胞中心', 'Cytometry and Cell Centre'),
    short: t('细胞中心', 'Cell Centre'),
    at: 'tongji',
    room: '5F',
    manager: 'mei-siyuan',
    operators: ['yin-chenxi'],
  },
  {
    key: 'tj-gene',
    org: 'tongji',
    name: t('基因组与分子中心', 'Genomics and Molecular Centre'),
    short: t('基因组中心', 'Genomics'),
    at: 'tongji',
    room: '6F',
    manager: 'mei-siyuan',
    operators: ['yin-chenxi'],
  },
  {
    key: 'tj-protein',
    org: 'tongji',
    name: t('蛋白与药物筛选中心', 'Protein and Screening Centre'),
    short: t('蛋白中心', 'Protein Centre'),
    at: 'tongji',
    room: '7F',
    manager: 'jiao-mingda',
    operators: ['yin-chenxi'],
  },
  {
    key: 'tj-animal',
    org: 'tongji',
    name: t('实验动物中心', 'Laboratory Animal Centre'),
    short: t('动物中心', 'Animal Centre'),
    at: 'tongji',
    room: 'B2',
    manager: 'du-jianhong',
    operators: ['qi-lan'],
  },
  {
    key: 'tj-path',
    org: 'tongji',
    name: t('病理与组织学平台', 'Pathology and Histology'),
    short: t('病理平台', 'Pathology'),
    at: 'tongji',
    room: 'E4',
    manager: 'du-jianhong',
    operators: ['qi-lan'],
  },
  {
    key: 'jd-device',
    org: 'xiece',
    name: t('医疗器械检测实验室', 'Medical Device Test Laboratory'),
    short: t('械谷检测', 'Xiegu Testing'),
    at: 'xiegu',
    room: '1F',
    manager: 'xiong-zhengyang',
    operators: ['xiong-zhengyang'],
  },
  {
    key: 'tp-pilot',
    org: 'taopu',
    name: t('生物制剂中试车间', 'Biologics Pilot Plant'),
    short: t('未来岛中试', 'Weilaidao Pilot'),
    at: 'weilai',
    room: '1F',
    manager: 'lou-yifan',
    operators: ['lou-yifan'],
  },
  {
    key: 'dn-skin',
    org: 'daning',
    name: t('皮肤无创检测室', 'Non-invasive Skin Laboratory'),
    short: t('大宁皮肤', 'Daning Skin'),
    at: 'meichuang',
    room: '3F',
    manager: 'bai-ruoxi',
    operators: ['bai-ruoxi'],
  },
  {
    key: 'zj-drug',
    org: 'jianglin',
    name: t('药物分析实验室', 'Drug Analysis Laboratory'),
    short: t('张江药析', 'Zhangjiang Analysis'),
    at: 'yaogu',
    room: '4F',
    manager: 'ji-haoran',
    operators: ['ji-haoran'],
  },
  {
    key: 'df-beauty',
    org: 'meiyan',
    name: t('化妆品配方与评价实验室', 'Cosmetic Formulation and Evaluation'),
    short: t('美谷配方', 'Meigu Formulation'),
    at: 'meigu',
    room: '2F',
    manager: 'ge-yuning',
    operators: ['ge-yuning'],
  },
  {
    key: 'uni-centre',
    org: 'heyida',
    name: t('分析测试中心', 'Analysis and Testing Centre'),
    short: t('医大测试中心', 'University Centre'),
    at: 'campus',
    room: '1F',
    manager: 'zhuang-bowen',
    operators: ['zhuang-bowen'],
  },
  {
    key: 'dg-central',
    org: 'donggu',
    name: t('中心实验室', 'Central Laboratory'),
    short: t('东谷中心实验室', 'Donggu Central Lab'),
    at: 'donggu',
    room: '8F',
    manager: 'wen-shuyao',
    operators: ['wen-shuyao'],
  },
  {
    key: 'ga-clinical',
    org: 'guan',
    name: t('临床试验样本检测实验室', 'Clinical Sample Laboratory'),
    short: t('谷安临床样本', "Gu'an Clinical Lab"),
    at: 'guan',
    room: '5F',
    manager: 'lu-qinghe',
    operators: ['lu-qinghe'],
  },
  {
    key: 'cell-gmp',
    org: 'xibao',
    name: t('细胞制备与质控实验室', 'Cell Manufacture and Quality Control'),
    short: t('细胞制备', 'Cell Manufacture'),
    at: 'weilai',
    room: '6F',
    manager: 'shang-yue',
    operators: ['shang-yue'],
  },
  {
    key: 'yg-pilot',
    org: 'yangu',
    name: t('制剂中试车间', 'Drug Product Pilot Plant'),
    short: t('衍谷中试', 'Yangu Pilot'),
    at: 'minhang',
    room: '1F',
    manager: 'ren-zhongkai',
    operators: ['ren-zhongkai'],
  },
  {
    key: 'ja-chem',
    org: 'juxie',
    name: t('化学表征与包装试验室', 'Chemical Characterisation and Packaging'),
    short: t('矩岸试验室', "Ju'an Laboratory"),
    at: 'xiegu',
    room: '3F',
    manager: 'kang-lijun',
    operators: ['kang-lijun'],
  },
] as const satisfies readonly Row[];

export type FacilityKey = (typeof rows)[number]['key'];

export const facilityId = (key: FacilityKey): string => demoId(`facility/${key}`);

export function makeFacilities(): DemoFacility[] {
  return rows.map((row, i) => ({
    id: facilityId(row.key),
    key: row.key,
    organisationId: orgId(row.org),
    name: row.name,
    shortName: row.short,
    place: places[row.at],
    room: row.room,
    managerId: personId(row.manager),
    operatorIds: row.operators.map(personId),
    contactPhone: `021-5555 ${String(8100 + i)}`,
    provenance: invented,
  }));
}
