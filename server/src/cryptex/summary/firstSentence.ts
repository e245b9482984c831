/** The first sentence of a doc comment, in the styles that languages and tools have for them. */
import { cutAtWord, LONGEST } from './words.ts';

/** Paragraphs of this kind are about rights, not about the code. */
const RIGHTS = /copyright|\blicen[cs]ed?\b|SPDX-|all rights reserved|redistribut|without warrant/i;
const REMINDER = /^\W*(?:TODO|FIXME|XXX|HACK|NOTE TO SELF)\b/;
/** A line of signs only, with which comments are framed. */
const RULER = /^[^\p{L}\p{N}]*$/u;
/** From here on a comment speaks of parameters, results and the like. */
const SECTION =
  /^(?:args?|arguments|parameters?|params?|inputs?|outputs?|returns?|return values?|yields?|raises|throws|exceptions?|examples?|notes?|see also|attributes|usage|remarks|warnings?|author|since|version|todo)\s*:?\s*$|^(?:args?|arguments|parameters?|returns?|return values?|raises)\s*:|^:(?:param|type|return|rtype|raises)|^\[(?:in|out|in,\s*out)\]/i;
const BRIEF = /^[@\\](?:brief|short|summary|description|desc)\b\s*/i;
const TAG = /^[@\\][a-z]+/i;
/** Tags that stand before a description on the same line, and what they name. */
const NAMING = /^[@\\](?:fn|func|function|class|struct|file|name|def|defgroup|namespace|module|method|memberof)\b.*$/i;
const HELP = /^\.(SYNOPSIS|DESCRIPTION|[A-Z]{3,}\b.*)$/i;
/** Elements that documentation is marked with; `vector<int>` is none. */
const ELEMENT =
  /<\/?(?:a|b|br|c|code|em|i|li|ol|p|para|paramref|pre|remarks|see|seealso|span|strong|summary|tt|ul)(?:\s[^<>]{0,80})?\s*\/?>/gi;
/** A period behind these ends no sentence. */
const ABBREVIATED = /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|resp|approx|incl|no|fig|dr|mr|mrs|st|[A-Z])\.$/i;

/**
 * The first sentence that says what something does; `doc` is without comment signs. Undefined where there is none: a
 * licence, a reminder, nothing but the name or parameters.
 */
export function firstSentence(doc: string, name: string): string | undefined {
  for (const paragraph of paragraphs(doc, name)) {
    const said = withoutMarks(paragraph.join(' '));
    if (RIGHTS.test(said)) {
      continue;
    }
    const sentence = withoutName(sentenceOf(said), name);
    if (saysSomething(sentence, name)) {
      return finished(sentence);
    }
  }
  return undefined;
}

/** Runs of lines that belong together and describe; what follows a heading for parameters or results is left out. */
function paragraphs(doc: string, name: string): string[][] {
  const found: string[][] = [];
  let current: string[] = [];
  let isSection = false;
  const close = (): void => {
    if (current.length > 0) {
      found.push(current);
    }
    current = [];
  };
  for (const line of doc.split(/\r?\n/)) {
    const said = line
      .replace(/^[\s*/#;!|]+(?=\s|$)/, '')
      .replace(/\s*[*/#=]+\s*$/, (end) => (/^\s*\*?\/?$|[*#=/]{3,}/.test(end) ? '' : end))
      .trim();
    const help = HELP.exec(said)?.[1]?.toUpperCase();
    if (help !== undefined) {
      close();
      isSection = help !== 'SYNOPSIS' && help !== 'DESCRIPTION';
    } else if (BRIEF.test(said)) {
      close();
      isSection = false;
      current.push(said.replace(BRIEF, ''));
    } else if (NAMING.test(said) || RULER.test(said)) {
      close();
      isSection &&= said !== '' && !/^[-=~^]{3,}$/.test(said);
    } else if (TAG.test(said) || SECTION.test(said)) {
      close();
      isSection = true;
    } else if (isBareName(said, name)) {
      close();
    } else if (REMINDER.test(said)) {
      close();
      isSection = true;
    } else if (!isSection) {
      current.push(said);
    }
  }
  close();
  return found.filter((lines) => lines.some((line) => line !== ''));
}

/** `yr_scan`, `yr_scan()`, `Function: yr_scan`. */
function isBareName(line: string, name: string): boolean {
  const bare = line
    .replace(/^(?:function|method|class|struct|macro|module|file|name)\s*:?\s+/i, '')
    .replace(/\(.*\)\s*[:.]?$|[:.]$/, '');
  return name !== '' && bare === name;
}

/** Without the marks of JSDoc, reStructuredText, Markdown and HTML. */
function withoutMarks(text: string): string {
  return text
    .replace(/\{@\w+\s+([^}|\s]+)(?:[|\s][^}]*)?\}/g, '$1')
    .replace(/:[a-z]+:`~?([^`<]+)(?:\s*<[^>]*>)?`/g, '$1')
    .replace(/\[([^\]]+)\]\([^)\s]*\)/g, '$1')
    .replace(ELEMENT, ' ')
    .replace(/[@\\](?:p|c|a|e|em|b|ref)\s+/g, '')
    .replace(/``?([^`]*)`?`/g, '$1')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
}

function sentenceOf(text: string): string {
  for (const match of text.matchAll(/[.!?](?=\s+\S|$)/g)) {
    const sentence = text.slice(0, match.index + 1);
    const next = text
      .slice(match.index + 1)
      .trimStart()
      .charAt(0);
    if (!ABBREVIATED.test(sentence) && (next === '' || !/\p{Ll}/u.test(next)) && !sentence.endsWith('...')) {
      return sentence;
    }
  }
  return text;
}

/** `yr_scan: reads a file`, `yr_scan() - reads a file`: without the name. */
function withoutName(sentence: string, name: string): string {
  if (name === '' || !sentence.startsWith(name)) {
    return sentence;
  }
  const rest = /^(?:\([^)]*\))?\s*(?::|--?|–|—)\s+(.*)$/.exec(sentence.slice(name.length))?.[1];
  return rest ?? sentence;
}

/** More than its own name: several words, or one with a period. */
function saysSomething(sentence: string, name: string): boolean {
  const words = (sentence.match(/[\p{L}\p{N}_]{2,}/gu) ?? []).filter((word) => word !== name);
  return (
    words.some((word) => /^\p{L}{3,}$/u.test(word)) &&
    (words.length >= 2 || /^\p{Lu}\p{Ll}+\.$/u.test(sentence)) &&
    !/^\W*[-+]?\{/.test(sentence)
  );
}

/** As it is written, but for what leads over to a list. */
function finished(sentence: string): string {
  return cutAtWord(sentence.replace(/\s*[:;,]$/, ''), LONGEST);
}
