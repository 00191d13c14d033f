// The turns of a conversation as they are asked, arrive and end.
//
//   reading --sentence--> reading --answered--> answered
//      |----failed--> failed
//      '----stopped--> stopped
//
// Only the last turn is ever read; what arrives for one that has ended is dropped.
import type { Answer, Citation, Sentence, SentenceEvent, Turn as KeptTurn } from './client';

export interface Turn {
  question: string;
  sentences: Sentence[];
  citations: Citation[];
  state: 'reading' | 'answered' | 'failed' | 'stopped';
  answer?: Answer;
  error?: string;
}

export type TurnEvent =
  | { type: 'chosen'; turns: KeptTurn[] }
  | { type: 'asked'; question: string }
  | { type: 'sentence'; event: SentenceEvent }
  | { type: 'answered'; answer: Answer }
  | { type: 'failed'; message: string }
  | { type: 'stopped' };

function keptTurn({ question, answer }: KeptTurn): Turn {
  if (!answer) {
    const error = 'The documents of this answer are no longer in the library.';
    return { question, sentences: [], citations: [], state: 'failed', error };
  }
  return { question, ...whole(answer) };
}

function whole(answer: Answer): Omit<Turn, 'question'> {
  const { sentences, citations } = answer;
  return { sentences, citations, state: 'answered', answer };
}

function changeTurn(turn: Turn, event: TurnEvent): Turn {
  if (turn.state !== 'reading') return turn;
  switch (event.type) {
    case 'sentence':
      return {
        ...turn,
        sentences: [...turn.sentences, event.event.sentence],
        citations: [...turn.citations, ...event.event.citations],
      };
    case 'answered':
      return { ...turn, ...whole(event.answer) };
    case 'failed':
      return { ...turn, state: 'failed', error: event.message };
    case 'stopped':
      return { ...turn, state: 'stopped', error: 'Stopped.' };
    default:
      return turn;
  }
}

export function changeTurns(turns: Turn[], event: TurnEvent): Turn[] {
  switch (event.type) {
    case 'chosen':
      return event.turns.map(keptTurn);
    case 'asked': {
      const turn: Turn = {
        question: event.question,
        sentences: [],
        citations: [],
        state: 'reading',
      };
      return [...turns, turn];
    }
    default: {
      const last = turns.at(-1);
      return last ? [...turns.slice(0, -1), changeTurn(last, event)] : turns;
    }
  }
}
