//! Large files: every row arrives, none is invented.

use std::fmt::Write;

use ucdoctor::inputs::{call_manager, presence};

use super::files::BAT;

/// Users of the generated files; enough to cross every buffer, little enough for a debug build.
const USERS: usize = 50_000;

#[test]
fn every_row_of_a_large_export_arrives() {
    let mut text = format!("{BAT}\r\n");
    for user in 0..USERS {
        let quoted = if user % 7 == 0 { "\"Doe, \"\"J\"\"\"" } else { "Doe" };
        write!(text, "J{user},,{quoted},user{user},,,,,,,,+1555{user:07},{user},u{user}@corp.example,,,,t,t,imp1,\r\n")
            .unwrap();
    }
    let loaded = call_manager::read(text.into_bytes()).unwrap();
    assert_eq!((loaded.rows, loaded.rejected_count), (USERS as u64, 0));
    for row in [0, 1, 7, USERS / 2, USERS - 1] {
        let last_name = if row % 7 == 0 { "Doe, \"J\"" } else { "Doe" };
        assert_eq!((loaded.table.id.at(row), loaded.table.last_name.at(row)), (&*format!("user{row}"), last_name));
    }
}

#[test]
fn every_row_of_a_large_table_arrives() {
    let mut text = "userid    imaddress\n========= =============================\n".to_owned();
    for user in 0..USERS {
        writeln!(text, "{:9} user{user}@corp.example", format!("user{user}")).unwrap();
    }
    let loaded = presence::read(text.into_bytes()).unwrap();
    assert_eq!((loaded.rows, loaded.rejected_count), (USERS as u64, 0));
    assert_eq!(loaded.table.im_address.at(USERS - 1), format!("user{}@corp.example", USERS - 1));
}

#[test]
fn rejected_rows_are_counted_beyond_those_that_are_kept() {
    let text = format!("USER ID,LAST NAME\n{}", ",x\n".repeat(5000));
    let loaded = call_manager::read(text.into_bytes()).unwrap();
    assert_eq!((loaded.rejected.len(), loaded.rejected_count), (ucdoctor::inputs::REJECTED_KEPT, 5000));
}
