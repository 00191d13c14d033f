import { useCallback, useEffect, useRef, useState } from 'react';
import { AskView } from './AskView';
import { Conversations } from './Conversations';
import { Documents } from './Documents';
import { HealthNotice } from './Health';
import { DropZone, UploadButton, useUploads } from './uploads';
import { Jobs } from './Jobs';
import { SearchView } from './SearchView';
import { SignIn } from './SignIn';
import { Viewer, type Place } from './Viewer';
import { api } from './client';

export type Mode = 'search' | 'ask';

function preferredTheme(): string {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

function useTheme(): [string, () => void] {
  const [theme, setTheme] = useState(() => localStorage.getItem('theme') ?? preferredTheme());
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const change = () => {
    const next = theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem('theme', next);
    setTheme(next);
  };
  return [theme, change];
}

export function App() {
  const [signedIn, setSignedIn] = useState<boolean>();
  useEffect(() => {
    const once = /^#once=([0-9a-f]+)$/.exec(location.hash)?.[1];
    (async () => {
      if (once) {
        history.replaceState(null, '', '/');
        await api.POST('/api/v1/session', { body: { once } });
      }
      setSignedIn(
        (await api.GET('/api/v1/collections', { params: { query: { limit: 1 } } })).response.ok,
      );
    })();
  }, []);
  if (signedIn === undefined) return null;
  return signedIn ? (
    <Desk onSignedOut={() => setSignedIn(false)} />
  ) : (
    <SignIn onDone={() => setSignedIn(true)} />
  );
}

function Desk({ onSignedOut }: { onSignedOut: () => void }) {
  const [theme, switchTheme] = useTheme();
  const [mode, setMode] = useState<Mode>('search');
  const [text, setText] = useState('');
  const [asked, setAsked] = useState<{ question: string; number: number }>();
  const [conversation, setConversation] = useState<string>();
  const [place, setPlace] = useState<Place>();
  const input = useRef<HTMLInputElement>(null);
  const uploads = useUploads();
  const open = useCallback((next: Place) => setPlace(next), []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if (event.key === '/' && !typing) {
        event.preventDefault();
        input.current?.focus();
      }
      if (event.key === 'Escape') {
        if (place) setPlace(undefined);
        else input.current?.blur();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [place]);

  const submit = () => {
    const question = text.trim();
    if (mode !== 'ask' || !question) return;
    setAsked((before) => ({ question, number: (before?.number ?? 0) + 1 }));
    setText('');
  };
  const goHome = () => {
    setText('');
    setPlace(undefined);
    setMode('search');
  };
  const askWhat = conversation ? 'Ask on' : 'Ask a question';
  const placeholder = mode === 'search' ? 'Search the library' : askWhat;
  return (
    <DropZone onFiles={uploads.add}>
      <HealthNotice />
      <header>
        <h1>
          <a
            href="/"
            onClick={(e) => {
              e.preventDefault();
              goHome();
            }}
          >
            Alexandria
          </a>
        </h1>
        <div className="modes" role="tablist" aria-label="What to do">
          {(['search', 'ask'] as const).map((name) => (
            <button
              key={name}
              role="tab"
              aria-selected={mode === name}
              onClick={() => {
                setMode(name);
                input.current?.focus();
              }}
            >
              {name === 'search' ? 'Search' : 'Ask'}
            </button>
          ))}
        </div>
        <form
          role="search"
          onSubmit={(e) => {
            e.preventDefault();
            submit();
          }}
        >
          <input
            ref={input}
            autoFocus
            type="search"
            value={text}
            onChange={(e) => setText(e.target.value)}
            aria-label={mode === 'search' ? 'Search the library' : 'Ask the library'}
            placeholder={placeholder}
            maxLength={2000}
          />
          {mode === 'ask' && (
            <button type="submit" disabled={!text.trim()}>
              Ask
            </button>
          )}
        </form>
        <UploadButton onFiles={uploads.add} />
        <button
          className="quiet"
          onClick={switchTheme}
          aria-label={`Use the ${theme === 'dark' ? 'light' : 'dark'} colours`}
        >
          {theme === 'dark' ? '☀' : '☾'}
        </button>
        <button
          className="quiet"
          onClick={async () => {
            await api.DELETE('/api/v1/session');
            onSignedOut();
          }}
          aria-label="Sign out"
        >
          <svg
            width="16"
            height="16"
            viewBox="0 0 16 16"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinecap="round"
            aria-hidden
          >
            <path d="M8 1.5v6M4.2 4a5.5 5.5 0 1 0 7.6 0" />
          </svg>
        </button>
      </header>
      <main className={place ? 'with-viewer' : ''}>
        <section className="left">
          <Jobs uploads={uploads.list} onDismiss={uploads.dismiss} />
          <div hidden={mode !== 'search'}>
            {mode === 'search' && text.trim() && (
              <SearchView query={text} onOpen={open} active onSuggest={setText} />
            )}
            {mode === 'search' && !text.trim() && (
              <Documents onOpen={open} changed={uploads.finished} />
            )}
          </div>
          <div hidden={mode !== 'ask'}>
            <AskView
              asked={asked}
              conversation={conversation}
              onConversation={setConversation}
              onOpen={open}
            />
            <Conversations
              current={conversation}
              onChoose={setConversation}
              changed={asked?.number ?? 0}
            />
          </div>
        </section>
        {place && <Viewer place={place} onClose={() => setPlace(undefined)} />}
      </main>
    </DropZone>
  );
}
