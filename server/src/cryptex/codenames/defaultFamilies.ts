/**
 * The families that codenames are in when a code base says nothing else. The first rule that fits decides: what a thing
 * is, then where it is, then what it is called.
 */
import type { FamilyRule } from './families.ts';

export const fallbackFamily = 'Lamplight';

type Subjects = readonly (readonly [family: string, words: string])[];

/** What a family is about, in words of paths and of names. The order is that of precedence. */
const subjects: Subjects = [
  ['Checkpoint', 'test tests testing spec fixture fixtures mock pester assert bench benchmark fuzz fuzzer'],
  ['Switchboard', 'cli cmd command commands args argparse getopt option options usage console main'],
  ['IronCurtain', 'module modules plugin plugins extension extensions addon addons driver drivers'],
  [
    'InkSlinger',
    'compiler compile compiled grammar lexer lex parser parse parsing ast codegen emit token yacc preprocess',
  ],
  ['Streetlight', 'scan scanner scanning search match matcher matching find finder detect detector sweep'],
  ['Razorwire', 'regex regexp re pattern patterns automaton ahocorasick atoms atom glob wildcard filter hex base64'],
  [
    'Ghostline',
    'mem memory alloc allocator malloc free heap arena buffer buf pool stack gc notebook filemap cache sizedstr',
  ],
  ['Clockwork', 'exec execute executor eval evaluate vm interpreter bytecode runtime engine scheduler timer stopwatch'],
  [
    'Nightshift',
    'thread threads threading mutex lock semaphore process processes proc worker job queue task async tls',
  ],
  [
    'Cipherlock',
    'crypto cipher crypt encrypt decrypt hash digest md5 sha1 sha256 hmac sign signature cert authenticode ssl',
  ],
  ['Longwave', 'net network socket http https url request response client server rpc dns mail ftp web api'],
  [
    'Deadrop',
    'io file files stream streams path paths dir directory folder read reader write writer save load archive zip',
  ],
  ['Coldvault', 'db database sql sqlite table store storage registry repository query record records migration'],
  ['Dossier', 'config configuration settings setup env environment manifest metadata schema profile'],
  [
    'Sirenline',
    'log logger logging error errors exception warn warning report trace debug event alert notify diagnostic',
  ],
  [
    'Showcase',
    'ui gui view views window dialog render renderer print printer format formatter display output html draw',
  ],
  ['Foundry', 'build make install deploy package gyp cmake msbuild release update upgrade'],
];

/** What many things have to do with. */
const commonSubjects: Subjects = [
  ['Typecase', 'string strings str text strutils utf8 unicode char encode encoding decode escape locale'],
  ['Abacus', 'math number numeric int integer float bit bits bitmask endian rand random count sum stat stats'],
  ['Rolodex', 'list array map dict hashtable tree node set object objects struct types type rule rules'],
  ['Toolchest', 'util utils utility utilities helper helpers common misc lib base core'],
];

export const defaultFamilies: readonly FamilyRule[] = [
  { family: 'Switchboard', kind: ['cli'] },
  ...byPath(subjects),
  ...byName(subjects),
  ...byPath(commonSubjects),
  ...byName(commonSubjects),
];

/** Words that begin names only to say whose they are. */
export const defaultPrefixes: readonly string[] = ['yr'];

function byPath(of: Subjects): FamilyRule[] {
  return of.map(([family, words]) => ({ family, pathWords: words.split(' ') }));
}

function byName(of: Subjects): FamilyRule[] {
  return of.map(([family, words]) => ({ family, nameWords: words.split(' ') }));
}
