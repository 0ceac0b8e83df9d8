import { invented, orgId } from './organisations.ts';
import { demoId } from './random.ts';
import type { DemoPerson, Role, Text } from './types.ts';

const t = (zh: string, en: string): Text => ({ zh, en });

const titles = {
  researcher: t('研发工程师', 'R&D engineer'),
  analyst: t('分析研究员', 'Analytical scientist'),
  postdoc: t('博士后', 'Postdoctoral researcher'),
  student: t('博士研究生', 'PhD student'),
  doctor: t('主治医师', 'Attending physician'),
  pi: t('课题组负责人', 'Principal investigator'),
  cso: t('研发总监', 'Head of R&D'),
  manager: t('机组管理员', 'Facility manager'),
  operator: t('实验技术员', 'Laboratory technician'),
  park: t('园区运营经理', 'Park operations manager'),
  officer: t('产业科科员', 'Industry officer'),
  admin: t('平台管理员', 'Platform administrator'),
} as const;

/** key, name, English name, organisation, role, title, sign-in where there is one */
type Row = readonly [string, string, string, string, Role, keyof typeof titles, string?];

const rows: readonly Row[] = [
  // The sign-ins
  ['researcher', '林知夏', 'Lin Zhixia', 'zhilan', 'researcher', 'analyst', 'researcher'],
  ['researcher2', '周景行', 'Zhou Jingxing', 'yuanhe', 'researcher', 'researcher', 'researcher2'],
  ['pi', '沈怀谷', 'Shen Huaigu', 'zhilan', 'pi', 'cso', 'pi'],
  ['facility', '陆晓岚', 'Lu Xiaolan', 'tongji', 'facility', 'manager', 'facility'],
  ['park', '顾以宁', 'Gu Yining', 'weilai', 'park', 'park', 'park'],
  ['officer', '叶承泽', 'Ye Chengze', 'district-putuo', 'officer', 'officer', 'officer'],
  ['admin', '方仲平', 'Fang Zhongping', 'hegu', 'admin', 'admin', 'admin'],
  // Facilities
  ['shi-wenbo', '石文博', 'Shi Wenbo', 'tongji', 'facility', 'operator'],
  ['jiao-mingda', '焦明达', 'Jiao Mingda', 'tongji', 'facility', 'manager'],
  ['pang-shuo', '庞硕', 'Pang Shuo', 'tongji', 'facility', 'operator'],
  ['qu-jingya', '瞿静雅', 'Qu Jingya', 'tongji', 'facility', 'manager'],
  ['mei-siyuan', '梅思远', 'Mei Siyuan', 'tongji', 'facility', 'manager'],
  ['yin-chenxi', '殷晨曦', 'Yin Chenxi', 'tongji', 'facility', 'operator'],
  ['du-jianhong', '杜建红', 'Du Jianhong', 'tongji', 'facility', 'manager'],
  ['qi-lan', '戚岚', 'Qi Lan', 'tongji', 'facility', 'operator'],
  ['xiong-zhengyang', '熊正阳', 'Xiong Zhengyang', 'xiece', 'facility', 'manager'],
  ['lou-yifan', '娄逸凡', 'Lou Yifan', 'taopu', 'facility', 'manager'],
  ['bai-ruoxi', '柏若溪', 'Bai Ruoxi', 'daning', 'facility', 'manager'],
  ['ji-haoran', '嵇浩然', 'Ji Haoran', 'jianglin', 'facility', 'manager'],
  ['ge-yuning', '葛雨宁', 'Ge Yuning', 'meiyan', 'facility', 'manager'],
  ['zhuang-bowen', '庄博文', 'Zhuang Bowen', 'heyida', 'facility', 'manager'],
  ['wen-shuyao', '闻书瑶', 'Wen Shuyao', 'donggu', 'facility', 'manager'],
  ['lu-qinghe', '陆青禾', 'Lu Qinghe', 'guan', 'facility', 'manager'],
  ['shang-yue', '尚悦', 'Shang Yue', 'xibao', 'facility', 'manager'],
  ['ren-zhongkai', '任仲凯', 'Ren Zhongkai', 'yangu', 'facility', 'manager'],
  ['kang-lijun', '康励君', 'Kang Lijun', 'juxie', 'facility', 'manager'],
  // Companies
  ['xu-anran', '徐安然', 'Xu Anran', 'zhilan', 'researcher', 'analyst'],
  ['he-zhengyu', '何政宇', 'He Zhengyu', 'zhilan', 'researcher', 'researcher'],
  ['cheng-moran', '程默然', 'Cheng Moran', 'zhilan', 'pi', 'pi'],
  ['su-yanqing', '苏砚青', 'Su Yanqing', 'yuanhe', 'pi', 'cso'],
  ['han-zeyu', '韩泽宇', 'Han Zeyu', 'yuanhe', 'researcher', 'researcher'],
  ['tang-wanqiu', '唐晚秋', 'Tang Wanqiu', 'mingzhu', 'pi', 'cso'],
  ['jin-ruotong', '金若桐', 'Jin Ruotong', 'mingzhu', 'researcher', 'researcher'],
  ['cao-yunfei', '曹云飞', 'Cao Yunfei', 'qiheng', 'pi', 'cso'],
  ['peng-xinyi', '彭欣怡', 'Peng Xinyi', 'qiheng', 'researcher', 'researcher'],
  ['dong-haoyu', '董皓宇', 'Dong Haoyu', 'qiheng', 'researcher', 'researcher'],
  ['yu-mingche', '余明澈', 'Yu Mingche', 'lanyu', 'pi', 'cso'],
  ['pan-siqi', '潘思琪', 'Pan Siqi', 'lanyu', 'researcher', 'researcher'],
  ['tian-jiahe', '田嘉禾', 'Tian Jiahe', 'fuchuan', 'pi', 'cso'],
  ['wei-zihan', '魏子涵', 'Wei Zihan', 'fuchuan', 'researcher', 'analyst'],
  ['jiang-linfeng', '蒋临风', 'Jiang Linfeng', 'bosui', 'pi', 'cso'],
  ['cai-yutong', '蔡雨桐', 'Cai Yutong', 'bosui', 'researcher', 'analyst'],
  ['jia-wenhao', '贾文浩', 'Jia Wenhao', 'bosui', 'researcher', 'researcher'],
  ['ding-kaixuan', '丁凯旋', 'Ding Kaixuan', 'zhouxin', 'pi', 'cso'],
  ['xue-tianyi', '薛天一', 'Xue Tianyi', 'zhouxin', 'researcher', 'researcher'],
  ['yan-shuhan', '阎书涵', 'Yan Shuhan', 'yunmian', 'pi', 'cso'],
  ['lei-jiaqi', '雷佳琪', 'Lei Jiaqi', 'yunmian', 'researcher', 'researcher'],
  ['hou-muchen', '侯慕晨', 'Hou Muchen', 'suqing', 'pi', 'cso'],
  ['long-yueying', '龙月盈', 'Long Yueying', 'suqing', 'researcher', 'researcher'],
  ['wan-qingyi', '万清漪', 'Wan Qingyi', 'hemu', 'pi', 'cso'],
  ['duan-chenyang', '段晨阳', 'Duan Chenyang', 'hemu', 'researcher', 'researcher'],
  ['qian-shaohua', '钱绍华', 'Qian Shaohua', 'jingce', 'pi', 'cso'],
  ['yin-ruolan', '尹若兰', 'Yin Ruolan', 'jingce', 'researcher', 'analyst'],
  ['chang-mingxuan', '常明轩', 'Chang Mingxuan', 'nuoheng', 'pi', 'cso'],
  ['wu-jiayin', '武佳音', 'Wu Jiayin', 'nuoheng', 'researcher', 'researcher'],
  ['qiao-yiming', '乔一鸣', 'Qiao Yiming', 'wanli', 'pi', 'cso'],
  ['lai-sichen', '赖思辰', 'Lai Sichen', 'wanli', 'researcher', 'researcher'],
  ['gong-zhiyuan', '龚致远', 'Gong Zhiyuan', 'qingke', 'pi', 'cso'],
  ['fan-yuchen', '樊雨辰', 'Fan Yuchen', 'qingke', 'researcher', 'researcher'],
  // Hospitals, universities, institutes
  ['lan-zhiqiu', '兰知秋', 'Lan Zhiqiu', 'donggu', 'pi', 'pi'],
  ['yin-haotian', '尹昊天', 'Yin Haotian', 'donggu', 'researcher', 'doctor'],
  ['shi-mengyao', '施梦瑶', 'Shi Mengyao', 'guan', 'pi', 'pi'],
  ['tao-jingming', '陶景明', 'Tao Jingming', 'guan', 'researcher', 'doctor'],
  ['xia-qingyuan', '夏清源', 'Xia Qingyuan', 'jiangwan', 'pi', 'pi'],
  ['fu-ruoyu', '傅若瑜', 'Fu Ruoyu', 'jiangwan', 'researcher', 'doctor'],
  ['zou-weimin', '邹为民', 'Zou Weimin', 'heyida', 'pi', 'pi'],
  ['bi-sihan', '毕思涵', 'Bi Sihan', 'heyida', 'researcher', 'student'],
  ['hao-yuxuan', '郝宇轩', 'Hao Yuxuan', 'heyida', 'researcher', 'postdoc'],
  ['gu-anqi', '古安琪', 'Gu Anqi', 'heyida', 'pi', 'pi'],
  ['mao-junjie', '毛俊杰', 'Mao Junjie', 'heyida', 'researcher', 'student'],
  ['shao-yunzhou', '邵云舟', 'Shao Yunzhou', 'ligong', 'pi', 'pi'],
  ['wan-jingshu', '万静姝', 'Wan Jingshu', 'ligong', 'researcher', 'student'],
  ['meng-zhaoyang', '孟朝阳', 'Meng Zhaoyang', 'xibao', 'pi', 'pi'],
  ['qin-yuhe', '秦雨荷', 'Qin Yuhe', 'xibao', 'researcher', 'postdoc'],
  ['huo-siyu', '霍思语', 'Huo Siyu', 'tongji', 'pi', 'pi'],
  ['ni-wenqing', '倪文清', 'Ni Wenqing', 'tongji', 'researcher', 'researcher'],
  // Parks and districts
  ['kuang-zihao', '邝子豪', 'Kuang Zihao', 'xiegu', 'park', 'park'],
  ['min-yulan', '闵玉兰', 'Min Yulan', 'meigu', 'park', 'park'],
  ['sheng-baihe', '盛柏禾', 'Sheng Baihe', 'district-jiading', 'officer', 'officer'],
  // Four eyes, and a third pair for appeals
  ['officer2', '季明远', 'Ji Mingyuan', 'district-putuo', 'officer', 'officer', 'officer2'],
  ['officer3', '宋知微', 'Song Zhiwei', 'district-putuo', 'officer', 'officer', 'officer3'],
];

export const personId = (key: string): string => demoId(`person/${key}`);

export function makePeople(): DemoPerson[] {
  return rows.map(([key, zh, en, org, role, title, username], i) => ({
    id: personId(key),
    key,
    username: username ?? null,
    name: t(zh, en),
    title: titles[title],
    // RFC 2606: no mail ever leaves for .example
    email: `${username ?? key.replaceAll('-', '.')}@demo.hegu.example`,
    phone: `021-5555 ${String(1000 + i)}`,
    organisationId: orgId(org),
    memberships: [{ organisationId: orgId(org), role }],
    provenance: invented,
  }));
}
