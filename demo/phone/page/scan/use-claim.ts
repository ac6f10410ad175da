import { useCallback, useEffect, useRef, useState } from 'react';
import type { OpenQuestion } from '../home/use-open-questions.ts';
import { takeOtpFromAddress } from './otp.ts';

/**
 * Claims a question by its OTP, which is scanned or in the URL of the page. Once claimed, it is opened as soon as it is
 * listed.
 */
export function useClaim(questions: readonly OpenQuestion[], onOpen: (question: OpenQuestion) => void) {
  const [given, setGiven] = useState(takeOtpFromAddress);
  const [isScanning, setScanning] = useState(false);
  const [claimed, setClaimed] = useState<string>();
  const open = useRef(onOpen);
  open.current = onOpen;

  const close = useCallback(() => {
    setGiven(undefined);
    setScanning(false);
    setClaimed(undefined);
  }, []);
  useEffect(() => {
    const take = () => setGiven((before) => takeOtpFromAddress() ?? before);
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  const question = questions.find(({ transactionId }) => transactionId === claimed);
  useEffect(() => {
    if (!question) return;
    close();
    open.current(question);
  }, [question, close]);
  return { isOpen: isScanning || given !== undefined, given, scan: () => setScanning(true), wait: setClaimed, close };
}
