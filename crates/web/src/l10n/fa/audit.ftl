# سوابق تغییرات

audit-all = همهٔ تغییرات
audit-subject = کد یا نام
audit-empty = هنوز چیزی تغییر نکرده است.
audit-deed = کار
audit-what = موضوع
audit-changes = جزئیات
fields-of = { $count ->
    [one] { $number } مورد
   *[other] { $number } مورد
}
field = مورد
before = پیش از تغییر
after = پس از تغییر
deed-added = افزودن
deed-changed = ویرایش
deed-removed = حذف
deed-memory-cleared = پاک‌کردن حافظه
deed-password-changed = تغییر گذرواژه
deed-sessions-ended = پایان نشست‌ها
kind-callers = وضعیت ویژهٔ تماس‌گیرنده‌ها
kind-time-groups = گروه‌های زمانی
kind-sounds = فایل‌های صوتی
kind-inbound-routes = مسیرهای ورودی
object-caller = تماس‌گیرندهٔ «{ $name }»
object-user = کاربر «{ $name }»
standing-ordinary = وضعیت ویژه‌ای ندارد
standing-pinned = همیشه به اپراتور { $operator } وصل می‌شود
presence-logged-in = در صف
in-queue = صف { $queue }
