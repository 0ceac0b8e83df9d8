import { orgId } from './organisations.ts';
import { personId } from './people.ts';
import { demoId } from './random.ts';
import type { DemoGroup, DemoProject, Text } from './types.ts';

const t = (zh: string, en: string): Text => ({ zh, en });

/** What a group works on; decides which instruments it books. */
export type Field =
  | 'drug'
  | 'protein'
  | 'cell'
  | 'gene'
  | 'device'
  | 'skin'
  | 'clinical'
  | 'formulation'
  | 'material';

interface ProjectRow {
  readonly key: string;
  readonly name: Text;
  /** 万元 */
  readonly budget: number;
  readonly credit: number;
  /** Over since last year: kept to show that a closed project cannot be charged. */
  readonly closed?: true;
}
interface Row {
  readonly key: string;
  readonly org: string;
  readonly name: Text;
  readonly pi: string;
  readonly members: readonly string[];
  readonly fields: readonly Field[];
  /** How much it books, 1 is usual. */
  readonly activity: number;
  readonly projects: readonly ProjectRow[];
}

const p = (key: string, zh: string, en: string, budget: number, credit: number): ProjectRow => ({
  key,
  name: t(zh, en),
  budget,
  credit,
});

const rows: readonly Row[] = [
  {
    key: 'zhilan-dmpk',
    org: 'zhilan',
    name: t('药代与生物分析组', 'DMPK and Bioanalysis'),
    pi: 'pi',
    members: ['researcher', 'xu-anran'],
    fields: ['drug', 'protein'],
    activity: 1.5,
    projects: [
      p('zl-2101', 'ZL-2101 临床前药代动力学研究', 'ZL-2101 preclinical pharmacokinetics', 180, 20),
      {
        ...p('zl-1903', 'ZL-1903 先导化合物优化（已结题）', 'ZL-1903 lead optimisation (closed)', 60, 0),
        closed: true,
      },
    ],
  },
  {
    key: 'zhilan-chem',
    org: 'zhilan',
    name: t('药物化学组', 'Medicinal Chemistry'),
    pi: 'cheng-moran',
    members: ['he-zhengyu'],
    fields: ['drug', 'material'],
    activity: 1,
    projects: [p('zl-2207', 'ZL-2207 候选化合物结构确证', 'ZL-2207 structure elucidation', 120, 15)],
  },
  {
    key: 'yuanhe-valve',
    org: 'yuanhe',
    name: t('瓣膜研发组', 'Valve Development'),
    pi: 'su-yanqing',
    members: ['researcher2', 'han-zeyu'],
    fields: ['device', 'material'],
    activity: 1.4,
    projects: [
      p('yh-tavr', '经导管主动脉瓣膜系统型式检验', 'Type testing of a transcatheter aortic valve', 220, 30),
    ],
  },
  {
    key: 'mingzhu-rd',
    org: 'mingzhu',
    name: t('敏感肌研发组', 'Sensitive Skin R&D'),
    pi: 'tang-wanqiu',
    members: ['jin-ruotong'],
    fields: ['skin', 'formulation'],
    activity: 1.3,
    projects: [p('mz-ss', '敏感肌屏障修护系列功效评价', 'Efficacy of a barrier repair range', 90, 10)],
  },
  {
    key: 'qiheng-nk',
    org: 'qiheng',
    name: t('细胞工艺组', 'Cell Process Development'),
    pi: 'cao-yunfei',
    members: ['peng-xinyi', 'dong-haoyu'],
    fields: ['cell', 'gene'],
    activity: 1.4,
    projects: [
      p('qh-nk01', 'QH-NK01 临床样品制备与放行', 'QH-NK01 clinical manufacture and release', 260, 30),
    ],
  },
  {
    key: 'lanyu-dx',
    org: 'lanyu',
    name: t('早筛产品组', 'Early Detection'),
    pi: 'yu-mingche',
    members: ['pan-siqi'],
    fields: ['gene', 'clinical'],
    activity: 1.2,
    projects: [p('ly-mced', '多癌种早筛试剂盒性能验证', 'Validation of a multi-cancer test', 200, 20)],
  },
  {
    key: 'fuchuan-inh',
    org: 'fuchuan',
    name: t('复杂制剂组', 'Complex Formulations'),
    pi: 'tian-jiahe',
    members: ['wei-zihan'],
    fields: ['drug', 'formulation'],
    activity: 1.2,
    projects: [p('fc-inh', '吸入混悬液一致性评价', 'Bioequivalence of an inhalation suspension', 150, 15)],
  },
  {
    key: 'bosui-adc',
    org: 'bosui',
    name: t('抗体分析组', 'Antibody Analytics'),
    pi: 'jiang-linfeng',
    members: ['cai-yutong', 'jia-wenhao'],
    fields: ['protein', 'drug', 'cell'],
    activity: 1.4,
    projects: [
      p('bs-adc12', 'BS-ADC12 可开发性评估', 'BS-ADC12 developability', 240, 30),
      p('bs-bsab', '双抗稳定细胞株筛选', 'Cell line selection for a bispecific', 130, 15),
    ],
  },
  {
    key: 'zhouxin-ortho',
    org: 'zhouxin',
    name: t('整机测试组', 'System Test'),
    pi: 'ding-kaixuan',
    members: ['xue-tianyi'],
    fields: ['device'],
    activity: 1.2,
    projects: [p('zx-ortho', '骨科手术机器人注册检验', 'Registration tests of a surgical robot', 160, 20)],
  },
  {
    key: 'yunmian-mat',
    org: 'yunmian',
    name: t('材料组', 'Materials'),
    pi: 'yan-shuhan',
    members: ['lei-jiaqi'],
    fields: ['material', 'device'],
    activity: 1.1,
    projects: [p('ym-plla', '可吸收骨钉降解性能研究', 'Degradation of absorbable bone screws', 110, 10)],
  },
  {
    key: 'suqing-sun',
    org: 'suqing',
    name: t('特证产品组', 'Registered Cosmetics'),
    pi: 'hou-muchen',
    members: ['long-yueying'],
    fields: ['skin', 'formulation'],
    activity: 1.2,
    projects: [p('sq-spf', '防晒系列 SPF/PFA 测定', 'SPF and PFA of a sun-care range', 80, 10)],
  },
  {
    key: 'hemu-herb',
    org: 'hemu',
    name: t('植萃原料组', 'Botanical Ingredients'),
    pi: 'wan-qingyi',
    members: ['duan-chenyang'],
    fields: ['drug', 'skin', 'formulation'],
    activity: 1,
    projects: [p('hm-new', '石斛提取物新原料备案', 'Filing of a Dendrobium extract', 100, 10)],
  },
  {
    key: 'jingce-ms',
    org: 'jingce',
    name: t('质谱试剂组', 'Mass-Spectrometry Reagents'),
    pi: 'qian-shaohua',
    members: ['yin-ruolan'],
    fields: ['clinical', 'drug'],
    activity: 1.2,
    projects: [p('jc-vitd', '类固醇激素质谱试剂盒注册', 'Registration of a steroid LC-MS kit', 140, 15)],
  },
  {
    key: 'nuoheng-food',
    org: 'nuoheng',
    name: t('特医食品组', 'Medical Foods'),
    pi: 'chang-mingxuan',
    members: ['wu-jiayin'],
    fields: ['drug', 'formulation'],
    activity: 0.7,
    projects: [p('nh-fsmp', '全营养配方稳定性研究', 'Stability of a complete formula', 60, 40)],
  },
  {
    key: 'wanli-lnp',
    org: 'wanli',
    name: t('递送系统组', 'Delivery Systems'),
    pi: 'qiao-yiming',
    members: ['lai-sichen'],
    fields: ['formulation', 'cell', 'drug'],
    activity: 1.2,
    projects: [p('wl-lnp', 'LNP-mRNA 处方与工艺放大', 'LNP-mRNA formulation and scale-up', 190, 20)],
  },
  {
    key: 'qingke-omics',
    org: 'qingke',
    name: t('空间组学组', 'Spatial Omics'),
    pi: 'gong-zhiyuan',
    members: ['fan-yuchen'],
    fields: ['gene', 'cell'],
    activity: 0.9,
    projects: [p('qk-sp', '肿瘤微环境空间图谱', 'Spatial atlas of the tumour environment', 120, 10)],
  },
  {
    key: 'donggu-onc',
    org: 'donggu',
    name: t('肿瘤免疫课题组', 'Tumour Immunology'),
    pi: 'lan-zhiqiu',
    members: ['yin-haotian'],
    fields: ['clinical', 'cell', 'gene'],
    activity: 1.2,
    projects: [p('dg-io', '肺癌新辅助免疫治疗标志物', 'Biomarkers of neoadjuvant immunotherapy', 130, 20)],
  },
  {
    key: 'guan-ph1',
    org: 'guan',
    name: t('I 期临床研究组', 'Phase I Unit'),
    pi: 'shi-mengyao',
    members: ['tao-jingming'],
    fields: ['clinical', 'drug'],
    activity: 1.1,
    projects: [p('ga-ph1', 'I 期临床生物样本分析', 'Phase I bioanalysis', 150, 20)],
  },
  {
    key: 'jiangwan-tcm',
    org: 'jiangwan',
    name: t('中药外用制剂课题组', 'Topical Herbal Medicines'),
    pi: 'xia-qingyuan',
    members: ['fu-ruoyu'],
    fields: ['skin', 'clinical'],
    activity: 0.9,
    projects: [p('jw-psor', '银屑病外用方剂机制研究', 'A topical formula for psoriasis', 80, 10)],
  },
  {
    key: 'heyida-struct',
    org: 'heyida',
    name: t('结构药理课题组', 'Structural Pharmacology'),
    pi: 'zou-weimin',
    members: ['bi-sihan', 'hao-yuxuan'],
    fields: ['protein', 'material', 'gene'],
    activity: 1.5,
    projects: [p('hy-gpcr', 'GPCR 配体识别机制', 'Ligand recognition of GPCRs', 160, 30)],
  },
  {
    key: 'heyida-neuro',
    org: 'heyida',
    name: t('神经影像课题组', 'Neuroimaging'),
    pi: 'gu-anqi',
    members: ['mao-junjie'],
    fields: ['cell', 'clinical'],
    activity: 1.2,
    projects: [p('hy-ad', '阿尔茨海默病小鼠模型脑成像', 'Brain imaging of Alzheimer mouse models', 140, 20)],
  },
  {
    key: 'ligong-bme',
    org: 'ligong',
    name: t('生物医学工程课题组', 'Biomedical Engineering'),
    pi: 'shao-yunzhou',
    members: ['wan-jingshu'],
    fields: ['device', 'material', 'cell'],
    activity: 1.1,
    projects: [p('lg-hydro', '注射水凝胶软骨修复', 'Injectable hydrogel for cartilage', 90, 15)],
  },
  {
    key: 'xibao-vector',
    org: 'xibao',
    name: t('载体工艺课题组', 'Vector Process'),
    pi: 'meng-zhaoyang',
    members: ['qin-yuhe'],
    fields: ['cell', 'gene', 'protein'],
    activity: 1.3,
    projects: [p('xb-aav', 'AAV 载体工艺与质控', 'AAV process and quality control', 170, 20)],
  },
  {
    key: 'tongji-method',
    org: 'tongji',
    name: t('方法开发组', 'Method Development'),
    pi: 'huo-siyu',
    members: ['ni-wenqing'],
    fields: ['drug', 'protein', 'gene', 'material'],
    activity: 1.2,
    projects: [p('tj-method', '平台方法学开发', 'Method development of the platform', 120, 30)],
  },
];

export interface GroupFacts {
  readonly fields: readonly Field[];
  readonly activity: number;
}

export const groupId = (key: string): string => demoId(`group/${key}`);
export const projectId = (key: string): string => demoId(`project/${key}`);

/** By group id. */
export const groupFacts: ReadonlyMap<string, GroupFacts> = new Map(
  rows.map((r) => [groupId(r.key), { fields: r.fields, activity: r.activity }]),
);

export function makeGroups(): DemoGroup[] {
  return rows.map((r) => ({
    id: groupId(r.key),
    key: r.key,
    organisationId: orgId(r.org),
    name: r.name,
    piId: personId(r.pi),
    memberIds: [r.pi, ...r.members].map(personId),
  }));
}

/** @param year the valley's current year: budgets run from last year to the next */
export function makeProjects(year: number): DemoProject[] {
  const tenThousandYuan = 1_000_000;
  return rows.flatMap((r) =>
    r.projects.map((project, i) => ({
      id: projectId(project.key),
      key: project.key,
      code: `${project.key.toUpperCase()}-${project.closed ? year - 2 : year - 1}`,
      organisationId: orgId(r.org),
      groupId: groupId(r.key),
      name: project.name,
      piId: personId(r.pi),
      memberIds: [r.pi, ...r.members].map(personId),
      startsOn: project.closed ? `${year - 2}-01-01` : `${year - 1}-0${(i % 6) + 1}-01`,
      endsOn: project.closed ? `${year - 1}-12-31` : `${year + 1}-12-31`,
      budgetFen: project.budget * tenThousandYuan,
      creditLimitFen: project.credit * tenThousandYuan,
      active: !project.closed,
    })),
  );
}
