import { useState } from 'react';
import { api } from './client';

export function SignIn({ onDone }: { onDone: () => void }) {
  const [key, setKey] = useState('');
  const [error, setError] = useState('');
  const send = async () => {
    const { response, error: body } = await api.POST('/api/v1/session', {
      body: { key: key.trim() },
    });
    if (response.ok) onDone();
    else setError(body?.message ?? 'That did not work.');
  };
  return (
    <form
      className="sign-in"
      onSubmit={(e) => {
        e.preventDefault();
        send();
      }}
    >
      <h1>Alexandria</h1>
      <p>
        This library asks for its key. It stands in the file <code>admin.key</code> of the data
        folder; the program also prints a link that needs none when it starts.
      </p>
      <label>
        Key{' '}
        <input
          type="password"
          autoFocus
          value={key}
          onChange={(e) => setKey(e.target.value)}
          autoComplete="current-password"
        />
      </label>
      {error && (
        <p role="alert" className="error">
          {error}
        </p>
      )}
      <button type="submit" disabled={!key.trim()}>
        Open the library
      </button>
    </form>
  );
}
