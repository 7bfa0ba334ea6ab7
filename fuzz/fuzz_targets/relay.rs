//! Any answer to a bind, a search and an extended request, in pieces of any size: the pieces make no difference, and
//! what is passed on to ldap3 passes a second inspection unchanged.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ucdoctor::ldap::ber::{INTEGER, SEQUENCE, Writer};
use ucdoctor::ldap::fault::Fault;
use ucdoctor::ldap::relay::Inspector;

fuzz_target!(|input: (u8, &[u8])| {
    let (piece, bytes) = input;
    let (whole, judged) = inspect(bytes, bytes.len().max(1));
    let (pieces, judged_in_pieces) = inspect(bytes, usize::from(piece).max(1));
    assert_eq!(whole, pieces);
    if judged.is_ok() {
        assert_eq!(judged_in_pieces, Ok(()));
    }
    assert_eq!(inspect(&whole, 7), (whole, Ok(())));
});

fn inspect(bytes: &[u8], piece: usize) -> (Vec<u8>, Result<(), Fault>) {
    let mut inspector = Inspector::default();
    for (id, op) in [(1, 0x60), (2, 0x63), (3, 0x77)] {
        let mut writer = Writer::new();
        writer.constructed(SEQUENCE, |w| {
            w.number(INTEGER, id).primitive(op, b"");
        });
        inspector.request(&writer.into_bytes()).expect("requests of ours");
    }
    let mut ready = Vec::new();
    let judged = bytes.chunks(piece).try_for_each(|piece| inspector.receive(piece, &mut ready));
    (ready, judged)
}
