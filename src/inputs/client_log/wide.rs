//! Logs in UTF-16, as Windows PowerShell writes what a command prints: turned into UTF-8 while they are read.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_16BE, UTF_16LE};

/// Bytes read at a time.
const PIECE: usize = 64 * 1024;

/// The text of a source: what begins with the mark of UTF-16 is decoded, all else comes as it is.
pub(super) fn text<R: Read>(mut source: R) -> io::Result<Text<R>> {
    let mut first = Vec::new();
    (&mut source).take(2).read_to_end(&mut first)?;
    let wide = Encoding::for_bom(&first).filter(|(found, _)| *found == UTF_16LE || *found == UTF_16BE);
    let decoder = wide.map(|(encoding, _)| encoding.new_decoder_without_bom_handling());
    let ready = if decoder.is_some() { Vec::new() } else { first };
    Ok(Text { source, decoder, ready, taken: 0, ended: false })
}

/// See [`text`].
pub(super) struct Text<R> {
    source: R,
    decoder: Option<Decoder>,
    ready: Vec<u8>,
    taken: usize,
    ended: bool,
}

impl<R: Read> Text<R> {
    /// Decodes the next piece into what is ready.
    fn decode(&mut self) -> io::Result<()> {
        let Some(decoder) = self.decoder.as_mut() else { return Ok(()) };
        let mut piece = Vec::with_capacity(PIECE);
        (&mut self.source).take(PIECE as u64).read_to_end(&mut piece)?;
        self.ended = piece.is_empty();
        let room = decoder.max_utf8_buffer_length(piece.len()).unwrap_or(4 * PIECE);
        self.ready.resize(room, 0);
        let (result, _, written, _) = decoder.decode_to_utf8(&piece, &mut self.ready, self.ended);
        debug_assert_eq!(result, CoderResult::InputEmpty);
        self.ready.truncate(written);
        self.taken = 0;
        Ok(())
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.ready.len() && self.decoder.is_some() && !self.ended {
            self.decode()?;
        }
        let mut ready = self.ready.get(self.taken..).unwrap_or_default();
        if ready.is_empty() && self.decoder.is_none() {
            return self.source.read(buffer);
        }
        let read = ready.read(buffer)?;
        self.taken += read;
        Ok(read)
    }
}
