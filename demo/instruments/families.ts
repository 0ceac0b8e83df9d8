import type { BookingRules, OpeningHours } from '@hegu/contract/labs/booking-rules.ts';
import type { Field } from '../groups.ts';

/** Weekly hours that several instruments share. */
const week = [1, 2, 3, 4, 5];
const everyDay = [1, 2, 3, 4, 5, 6, 7];

export const hours = {
  /** Runs by itself, doors by card. */
  always: {
    weekly: [{ weekdays: everyDay, from: '00:00', to: '24:00' }],
    exceptions: [],
    followHolidays: false,
    makeUpWeekday: 1,
  },
  office: {
    weekly: [{ weekdays: week, from: '09:00', to: '17:00' }],
    exceptions: [],
    followHolidays: true,
    makeUpWeekday: 1,
  },
  lunch: {
    weekly: [
      { weekdays: week, from: '08:30', to: '12:00' },
      { weekdays: week, from: '13:00', to: '17:30' },
    ],
    exceptions: [],
    followHolidays: true,
    makeUpWeekday: 1,
  },
  evening: {
    weekly: [
      { weekdays: week, from: '09:00', to: '21:00' },
      { weekdays: [6], from: '09:00', to: '17:00' },
    ],
    exceptions: [],
    followHolidays: true,
    makeUpWeekday: 1,
  },
  daily: {
    weekly: [{ weekdays: everyDay, from: '08:00', to: '22:00' }],
    exceptions: [],
    followHolidays: false,
    makeUpWeekday: 1,
  },
  /** A hospital lends its instruments when the morning samples are done. */
  afternoon: {
    weekly: [
      { weekdays: week, from: '13:00', to: '20:00' },
      { weekdays: [6], from: '09:00', to: '17:00' },
    ],
    exceptions: [],
    followHolidays: true,
    makeUpWeekday: 1,
  },
} satisfies Record<string, OpeningHours>;
export type HoursKey = keyof typeof hours;

/** What instruments of one kind have in common: rules, wording, who comes and for how long. */
export interface Family {
  readonly hours: HoursKey;
  readonly rules: BookingRules;
  /** Lengths in minutes that people book, the usual ones repeated. */
  readonly durations: readonly number[];
  readonly demand: number;
  readonly fields: readonly Field[];
  readonly sample: string;
  readonly safety: string;
  readonly purposes: readonly string[];
  /** Basis points of the hour price by night and at weekends; 10,000 where it makes no difference. */
  readonly nightBp: number;
  readonly billing: {
    readonly basis: 'reserved' | 'used' | 'larger';
    readonly roundingMinutes: number;
    readonly minimumMinutes: number;
  };
}

const usual = { basis: 'used', roundingMinutes: 30, minimumMinutes: 30 } as const;
const byReservation = { basis: 'reserved', roundingMinutes: 60, minimumMinutes: 60 } as const;
const larger = { basis: 'larger', roundingMinutes: 30, minimumMinutes: 60 } as const;

/** By night and at weekends long queues may run, and do not count towards what one may have in the future. */
const nightRelax = [
  {
    weekdays: everyDay,
    from: '20:00',
    to: '08:00',
    relax: { maxMinutes: 1440, maxFutureReservations: null },
  },
  { weekdays: [6, 7], from: '08:00', to: '20:00', relax: { maxMinutes: 1440, maxFutureReservations: null } },
];

export const families = {
  ms: {
    hours: 'always',
    rules: {
      gridMinutes: 30,
      minMinutes: 60,
      maxMinutes: 720,
      horizonDays: 14,
      noticeMinutes: 60,
      freezeMinutes: 120,
      maxFutureReservations: 4,
      maxPerDay: 2,
      lateCancelMinutes: 720,
      noShowMinutes: 30,
      trainingRequired: true,
      approval: 'none',
      offPeak: nightRelax,
    },
    durations: [120, 180, 180, 240, 240, 300, 480],
    demand: 0.42,
    fields: ['drug', 'protein', 'clinical'],
    sample:
      '样品须经 0.22 μm 滤膜过滤，不含不挥发盐和表面活性剂；体积不少于 100 μL，装 2 mL 进样瓶或 96 孔板，注明溶剂和大致浓度。|Filter through 0.22 μm; no involatile salts or surfactants. At least 100 μL in 2 mL vials or a 96-well plate, with solvent and rough concentration stated.',
    safety:
      '流动相含乙腈、甲醇，废液倒入有机废液桶；生物基质样品先灭活；离子源高温，换针前待冷却。|Mobile phases contain acetonitrile and methanol: use the organic waste bottle. Inactivate biological matrices first. The source is hot: let it cool before changing needles.',
    purposes: [
      '大鼠血浆 PK 定量，96 孔板 2 块',
      '代谢产物鉴定，肝微粒体孵育样',
      '合成小肽分子量确认',
      '细胞裂解液药物浓度测定',
      '宿主蛋白残留定量',
      '杂质谱比对，3 批',
      '方法学验证：精密度与准确度',
      '组织匀浆样，需要隔夜跑序列',
    ],
    nightBp: 6000,
    billing: larger,
  },
  chrom: {
    hours: 'daily',
    rules: {
      gridMinutes: 30,
      minMinutes: 60,
      maxMinutes: 480,
      horizonDays: 14,
      noticeMinutes: 30,
      maxPerDay: 3,
      maxFutureReservations: 6,
      lateCancelMinutes: 240,
      noShowMinutes: 30,
      trainingRequired: false,
      approval: 'none',
    },
    durations: [60, 120, 120, 180, 240, 360],
    demand: 0.27,
    fields: ['drug', 'protein', 'formulation', 'skin'],
    sample:
      '样品须过 0.22 μm 滤膜，流动相自带并注明配比；缓冲盐体系用后冲洗 30 分钟。|Filter samples through 0.22 μm and bring your mobile phase, labelled. Flush 30 minutes after buffers.',
    safety:
      '有机溶剂在通风橱内配制，戴护目镜；废液分类收集。|Prepare solvents in the hood with goggles on; sort the waste.',
    purposes: [
      '有关物质检查',
      '含量测定，6 批样',
      '溶出曲线样品分析',
      '方法转移验证',
      '原料纯度测定',
      '稳定性 3 月点',
      '防腐剂含量测定',
      '氨基酸分析',
    ],
    nightBp: 8000,
    billing: usual,
  },
  spec: {
    hours: 'office',
    rules: {
      gridMinutes: 30,
      minMinutes: 30,
      maxMinutes: 240,
      horizonDays: 14,
      noticeMinutes: 0,
      maxPerDay: 3,
      lateCancelMinutes: 120,
      noShowMinutes: 30,
      trainingRequired: false,
      approval: 'none',
    },
    durations: [30, 60, 60, 90, 120],
    demand: 0.21,
    fields: ['drug', 'material', 'formulation', 'skin', 'protein'],
    sample:
      '固体不少于 20 mg，液体不少于 2 mL；易吸潮样品密封送样并注明。|At least 20 mg of solid or 2 mL of liquid; seal and label hygroscopic samples.',
    safety:
      '不测强腐蚀和易爆样品；比色皿用毕清洗归位。|No strongly corrosive or explosive samples. Wash cells and put them back.',
    purposes: [
      '原料红外鉴别',
      '乳液粒径与电位',
      '吸光度扫描',
      '重金属含量',
      '水分测定',
      '晶型比对',
      '流变曲线',
      '热稳定性',
    ],
    nightBp: 10000,
    billing: usual,
  },
  nmr: {
    hours: 'always',
    rules: {
      gridMinutes: 30,
      minMinutes: 30,
      maxMinutes: 480,
      horizonDays: 10,
      noticeMinutes: 60,
      maxPerDay: 2,
      maxFutureMinutes: 1440,
      lateCancelMinutes: 480,
      noShowMinutes: 30,
      trainingRequired: true,
      approval: 'none',
      offPeak: [
        {
          weekdays: everyDay,
          from: '20:00',
          to: '08:00',
          relax: { maxMinutes: 720, maxFutureMinutes: null },
        },
      ],
    },
    durations: [30, 60, 60, 120, 240, 480],
    demand: 0.35,
    fields: ['drug', 'material', 'protein'],
    sample:
      '氘代试剂自备，液面高 4–5 cm，无固体颗粒；一维氢谱约 5 mg，碳谱约 20 mg。|Bring deuterated solvent; fill 4–5 cm, no particles. About 5 mg for 1H, 20 mg for 13C.',
    safety:
      '强磁场：装有心脏起搏器或金属植入物者不得进入 5 高斯线；禁带磁卡和铁磁物品。|Strong magnetic field: no pacemakers or metal implants inside the 5-gauss line, no cards, no ferromagnetic objects.',
    purposes: [
      '氢谱、碳谱常规表征',
      '二维谱归属 HSQC/HMBC',
      '候选化合物结构确证',
      '蛋白配体滴定',
      '降解产物结构解析',
      '定量核磁',
    ],
    nightBp: 6000,
    billing: usual,
  },
  micro: {
    hours: 'evening',
    rules: {
      gridMinutes: 30,
      minMinutes: 60,
      maxMinutes: 240,
      horizonDays: 7,
      noticeMinutes: 60,
      gapMinutes: 120,
      maxPerDay: 1,
      maxFutureReservations: 3,
      lateCancelMinutes: 1440,
      noShowMinutes: 30,
      trainingRequired: true,
      approval: 'none',
    },
    durations: [60, 120, 120, 180, 240],
    demand: 0.36,
    fields: ['cell', 'clinical', 'gene', 'protein'],
    sample:
      '载玻片或玻底皿（0.17 mm），封片干透后再上机；活细胞样品自带培养基并预约环境舱。|Slides or glass-bottom dishes (0.17 mm); mounting medium must be dry. Bring medium for live cells and book the chamber.',
    safety:
      '激光器不得直视；油镜用镜头纸擦净；汞灯关闭后 30 分钟内不得重开。|Never look into the laser. Clean oil objectives with lens paper. Leave a mercury lamp off for 30 minutes.',
    purposes: [
      '免疫荧光三色共聚焦',
      '类器官 Z 轴层扫',
      '活细胞钙成像',
      '脑片拼图扫描',
      '药物摄取动态观察',
      'FRAP 膜蛋白流动性',
      '细胞迁移延时拍摄',
    ],
    nightBp: 8000,
    billing: usual,
  },
  em: {
    hours: 'office',
    rules: {
      gridMinutes: 60,
      minMinutes: 60,
      maxMinutes: 480,
      horizonDays: 14,
      noticeMinutes: 1440,
      maxPerDay: 1,
      lateCancelMinutes: 1440,
      noShowMinutes: 60,
      trainingRequired: true,
      approval: 'facility',
    },
    durations: [120, 180, 240, 240],
    demand: 0.4,
    fields: ['material', 'formulation', 'protein', 'cell'],
    sample:
      '样品须干燥、无磁性；生物样品先固定，提前一周与机组确认制样方案。|Dry, non-magnetic samples. Fix biological ones and agree the preparation a week ahead.',
    safety:
      '液氮操作戴防冻手套和面罩；锇酸、乙酸铀等试剂只在专用通风橱使用。|Cryo-gloves and face shield with liquid nitrogen; osmium and uranyl acetate only in their own hood.',
    purposes: [
      'LNP 颗粒形貌',
      '外泌体负染',
      '支架断口形貌',
      '组织超微结构',
      '微针尖端观察',
      '冻干粉孔隙结构',
    ],
    nightBp: 10000,
    billing: byReservation,
  },
  cyto: {
    hours: 'evening',
    rules: {
      gridMinutes: 30,
      minMinutes: 30,
      maxMinutes: 240,
      horizonDays: 14,
      noticeMinutes: 60,
      maxPerDay: 2,
      maxFutureReservations: 5,
      lateCancelMinutes: 720,
      noShowMinutes: 30,
      trainingRequired: true,
      approval: 'none',
    },
    durations: [60, 60, 90, 120, 180],
    demand: 0.36,
    fields: ['cell', 'clinical', 'gene'],
    sample:
      '单细胞悬液，40 μm 滤网过滤，浓度 1×10⁶–1×10⁷/mL；感染性样品须固定并提前说明。|Single-cell suspension through 40 μm, 1×10⁶–1×10⁷/mL. Fix infectious samples and say so beforehand.',
    safety:
      '人源样本按 BSL-2 操作，用后 10% 次氯酸钠冲洗管路 5 分钟。|Human samples under BSL-2; flush with 10% bleach for 5 minutes.',
    purposes: [
      'CAR 阳性率检测',
      'PBMC 免疫分型 18 色',
      '凋亡与周期',
      'NK 杀伤实验',
      '肿瘤浸润淋巴细胞分选',
      '转染效率',
      '胞内因子染色',
    ],
    nightBp: 8000,
    billing: usual,
  },
  cellroom: {
    hours: 'always',
    rules: {
      gridMinutes: 60,
      minMinutes: 60,
      maxMinutes: 480,
      horizonDays: 21,
      noticeMinutes: 0,
      maxPerDay: 2,
      lateCancelMinutes: 120,
      noShowMinutes: 60,
      trainingRequired: true,
      approval: 'none',
    },
    durations: [120, 180, 240, 240],
    demand: 0.3,
    fields: ['cell', 'gene'],
    sample:
      '入室细胞须有支原体检测阴性报告，瓶身写明课题组、细胞名和日期。|Cells need a negative mycoplasma report; label flasks with group, cell line and date.',
    safety:
      'BSL-2：穿隔离衣、双层手套；废液高压灭菌后排放。|BSL-2: gown and double gloves; autoclave liquid waste.',
    purposes: ['细胞复苏与传代', '慢病毒转导', '药敏铺板', '类器官换液', '稳转株筛选', '原代细胞分离'],
    nightBp: 10000,
    billing: byReservation,
  },
  seq: {
    hours: 'always',
    rules: {
      gridMinutes: 60,
      minMinutes: 720,
      maxMinutes: 2880,
      horizonDays: 30,
      noticeMinutes: 2880,
      maxFutureReservations: 3,
      lateCancelMinutes: 2880,
      noShowMinutes: 120,
      trainingRequired: false,
      approval: 'facility',
    },
    durations: [1080, 1440, 1440, 2160],
    demand: 0.3,
    fields: ['gene', 'clinical'],
    sample:
      '文库浓度不低于 2 nM，附 Qubit 和片段分析结果；接头序列提前两个工作日提交。|Libraries of at least 2 nM with Qubit and fragment traces; send index sequences two working days ahead.',
    safety: '测序试剂含甲酰胺，废液按危化品收集。|Reagents contain formamide: collect as hazardous waste.',
    purposes: [
      '甲基化文库上机',
      '全外显子 24 样',
      '单细胞 3′ 文库',
      'RNA-seq 12 样',
      '早筛试剂盒性能样本',
      '载体整合位点分析',
    ],
    nightBp: 10000,
    billing: byReservation,
  },
  bench: {
    hours: 'daily',
    rules: {
      gridMinutes: 15,
      minMinutes: 15,
      maxMinutes: 180,
      horizonDays: 14,
      noticeMinutes: 0,
      maxPerDay: 4,
      lateCancelMinutes: 60,
      noShowMinutes: 15,
      trainingRequired: false,
      approval: 'none',
    },
    durations: [30, 30, 45, 60, 90, 120],
    demand: 0.15,
    fields: ['gene', 'cell', 'protein', 'clinical'],
    sample:
      '自备耗材；板材用透光封膜，注明反应体积。|Bring your own consumables; seal plates optically and note the volume.',
    safety: '用后擦净台面，EB 类染料只在指定区域使用。|Wipe the bench; stains only in their marked area.',
    purposes: [
      '基因表达定量',
      'ELISA 读板',
      'VCN 拷贝数检测',
      'WB 曝光',
      'CCK-8 读数',
      '文库质检',
      '核酸提取 48 样',
    ],
    nightBp: 10000,
    billing: { basis: 'used', roundingMinutes: 15, minimumMinutes: 15 },
  },
  protein: {
    hours: 'daily',
    rules: {
      gridMinutes: 30,
      minMinutes: 60,
      maxMinutes: 600,
      horizonDays: 14,
      noticeMinutes: 60,
      maxPerDay: 2,
      maxFutureReservations: 5,
      lateCancelMinutes: 480,
      noShowMinutes: 30,
      trainingRequired: false,
      approval: 'none',
    },
    durations: [60, 120, 180, 240, 300],
    demand: 0.24,
    fields: ['protein', 'cell', 'drug', 'formulation'],
    sample:
      '蛋白纯度 90% 以上，离心去沉淀；注明缓冲液成分、浓度和分子量。|Protein above 90% pure, spun clear; state buffer, concentration and molecular weight.',
    safety:
      '管路用后以 20% 乙醇封存；离心转子须配平并登记次数。|Store lines in 20% ethanol. Balance rotors and log their runs.',
    purposes: [
      '抗体亲和力测定',
      '抗原抗体结合动力学',
      '双抗纯化',
      '热稳定性筛选',
      '聚体分析',
      '外泌体超离',
      'ADC 药物抗体比',
      '细胞因子多因子检测',
    ],
    nightBp: 8000,
    billing: usual,
  },
  cage: {
    hours: 'always',
    rules: {
      gridMinutes: 1440,
      minMinutes: 7 * 1440,
      maxMinutes: 56 * 1440,
      horizonDays: 60,
      noticeMinutes: 4320,
      maxFutureReservations: 4,
      lateCancelMinutes: 4320,
      noShowMinutes: 2880,
      trainingRequired: true,
      approval: 'facility',
    },
    durations: [7 * 1440, 14 * 1440, 21 * 1440, 28 * 1440],
    demand: 0.55,
    fields: ['drug', 'cell', 'clinical'],
    sample:
      '动物须附生产许可证号和质量合格证，经检疫 7 天合格后入室；先取得动物伦理（IACUC）批件。|Animals need the breeder licence and health certificate and pass 7 days of quarantine; IACUC approval comes first.',
    safety:
      '进入屏障前更衣、风淋；被咬伤立即冲洗并报告中心。|Change and take the air shower before the barrier. Rinse bites and report them at once.',
    purposes: [
      '皮下瘤模型药效',
      '重复给药毒性 28 天',
      '药代取血',
      'AD 模型鼠饲养',
      'CAR-NK 体内药效',
      '银屑病模型',
    ],
    nightBp: 10000,
    billing: byReservation,
  },
  animal: {
    hours: 'daily',
    rules: {
      gridMinutes: 30,
      minMinutes: 30,
      maxMinutes: 360,
      horizonDays: 14,
      noticeMinutes: 120,
      maxPerDay: 2,
      lateCancelMinutes: 720,
      noShowMinutes: 30,
      trainingRequired: true,
      approval: 'none',
    },
    durations: [60, 90, 120, 180, 240],
    demand: 0.27,
    fields: ['drug', 'cell', 'clinical'],
    sample:
      '动物编号清楚，麻醉方案写入预约备注；本中心屏障外动物不得进入。|Mark animals clearly and note the anaesthesia. Animals from outside the barrier stay outside.',
    safety:
      '异氟烷气体麻醉须开启回收；影像设备含射线或强磁场，听从值班人员安排。|Scavenge isoflurane. Imaging uses X-rays or strong fields: follow the staff on duty.',
    purposes: [
      '荷瘤鼠活体成像',
      '心功能超声',
      '骨密度扫描',
      '水迷宫行为学',
      '血常规与生化',
      '立体定位注射',
      '遥测血压',
    ],
    nightBp: 10000,
    billing: usual,
  },
  path: {
    hours: 'lunch',
    rules: {
      gridMinutes: 30,
      minMinutes: 30,
      maxMinutes: 240,
      horizonDays: 14,
      noticeMinutes: 60,
      maxPerDay: 2,
      lateCancelMinutes: 240,
      noShowMinutes: 30,
      trainingRequired: false,
      approval: 'none',
    },
    durations: [60, 90, 120, 180],
    demand: 0.26,
    fields: ['clinical', 'cell', 'drug'],
    sample:
      '组织经 4% 多聚甲醛固定 24–48 小时；冷冻样品干冰运输，附取材部位说明。|Fix in 4% PFA for 24–48 h. Ship frozen tissue on dry ice and state the site.',
    safety:
      '刀片用毕装入锐器盒；二甲苯只在通风橱内使用。|Blades go into the sharps box; xylene stays in the hood.',
    purposes: ['石蜡切片 20 张', '冰冻切片', '多重免疫荧光', '切片全景扫描', '显微切割取样', '脱水包埋过夜'],
    nightBp: 10000,
    billing: usual,
  },
  device: {
    hours: 'office',
    rules: {
      gridMinutes: 60,
      minMinutes: 60,
      maxMinutes: 480,
      horizonDays: 30,
      noticeMinutes: 1440,
      maxPerDay: 1,
      lateCancelMinutes: 2880,
      noShowMinutes: 60,
      trainingRequired: false,
      approval: 'facility',
    },
    durations: [120, 180, 240, 240, 480],
    demand: 0.42,
    fields: ['device', 'material'],
    sample:
      '样机两套，附电路图、使用说明书和风险分析；植入样品附尺寸图和批号。|Two sets with circuit diagram, manual and risk analysis; implants with drawing and lot number.',
    safety:
      '高压试验区禁止单人操作；疲劳试验运行时不得打开防护罩。|Nobody works alone in the high-voltage area. Guards stay closed while fatigue tests run.',
    purposes: [
      '辐射发射摸底',
      '静电放电整改',
      '瓣膜加速疲劳',
      '接骨板四点弯曲',
      '漏电流测试',
      '高低温储存',
      '支架径向力',
      '运输包装验证',
    ],
    nightBp: 10000,
    billing: byReservation,
  },
  fatigue: {
    hours: 'always',
    rules: {
      gridMinutes: 720,
      minMinutes: 720,
      maxMinutes: 30 * 1440,
      horizonDays: 60,
      noticeMinutes: 4320,
      lateCancelMinutes: 4320,
      noShowMinutes: 720,
      trainingRequired: false,
      approval: 'facility',
    },
    durations: [1440, 2880, 4320, 7200],
    demand: 0.5,
    fields: ['device', 'material', 'formulation'],
    sample:
      '样品数量按标准要求另加 20% 备样；写明频率、载荷谱和终止条件。|Bring 20% spares beyond the standard; state frequency, load and stop condition.',
    safety:
      '长时间运行设备每日由值班人员巡检，异常自动停机并短信通知。|Staff check long runs daily; faults stop the machine and send a message.',
    purposes: ['瓣膜 2 亿次加速疲劳', '支架脉动疲劳', '脊柱植入物疲劳', '加速老化 60 ℃', '稳定性长期留样'],
    nightBp: 10000,
    billing: byReservation,
  },
  skin: {
    hours: 'office',
    rules: {
      gridMinutes: 30,
      minMinutes: 30,
      maxMinutes: 240,
      horizonDays: 21,
      noticeMinutes: 480,
      maxPerDay: 2,
      lateCancelMinutes: 1440,
      noShowMinutes: 30,
      trainingRequired: false,
      approval: 'none',
    },
    durations: [60, 90, 120, 180, 240],
    demand: 0.36,
    fields: ['skin', 'clinical', 'formulation'],
    sample:
      '受试者须签署知情同意书；测试区当日不涂抹任何产品，入室静坐 30 分钟后测量。|Volunteers sign consent, leave the test area bare that day and rest 30 minutes in the room.',
    safety:
      '光源照射前确认光敏史，佩戴护目镜；仪器探头每人次消毒。|Ask for photosensitivity and wear goggles under lamps; disinfect probes for each person.',
    purposes: [
      '保湿功效 28 天随访',
      '皱纹拍照分析',
      '经皮失水测定',
      'SPF 人体测定预试',
      '敏感肌屏障评价',
      '红斑与黑素指数',
      '透皮扩散实验',
    ],
    nightBp: 10000,
    billing: usual,
  },
  pilot: {
    hours: 'office',
    rules: {
      gridMinutes: 30,
      minMinutes: 120,
      maxMinutes: 480,
      horizonDays: 45,
      noticeMinutes: 4320,
      maxPerDay: 1,
      lateCancelMinutes: 4320,
      noShowMinutes: 60,
      trainingRequired: false,
      approval: 'pi+facility',
    },
    durations: [240, 360, 480, 480],
    demand: 0.38,
    fields: ['formulation', 'drug', 'cell', 'skin'],
    sample:
      '提前三个工作日提交批生产指令和物料安全数据表（SDS）；高活性化合物须先评估。|Send batch instructions and SDS three working days ahead; potent compounds are assessed first.',
    safety:
      '洁净区按更衣流程进入；粉尘作业开启除尘，乳化锅升温时不得开盖。|Gown for clean areas; extraction on for powders; keep vessels closed while heating.',
    purposes: [
      '小试工艺放大 5 L',
      '冻干曲线摸索',
      '流化床制粒',
      'LNP 包封工艺',
      '膏霜打样 2 kg',
      '压片硬度考察',
      '无菌灌装模拟',
    ],
    nightBp: 10000,
    billing: byReservation,
  },
} satisfies Record<string, Family>;

export type FamilyKey = keyof typeof families;
